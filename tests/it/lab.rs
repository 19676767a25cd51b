//! Fields, params, links, repeats and verdicts.

use bottleneck_lab::{
    experiments::{
        PAGES,
        information_curve::{self, Curve, Point},
    },
    lab::{
        Board, Claim, Conditions, DeviceChoice, Edit, Field, Invalid, Kind, Link, Measured, PAPERS, Page, Params, Pen,
        Repeats, Role, Ruling, Verdict, answered, answers, drawing, lists, paper, summarise, tally, unanswered,
    },
    plot::{
        Along, Axis, Body, Cell, Chart, ColourScale, Column, Figure, Images, Ink, Mark, Quantity, Scale, Table, Tile,
        Unit, Width,
    },
};
use proptest::prelude::*;

use super::worker::Counting;

const LETTERS: &[(&str, &str)] = &[("a", "A"), ("b", "B"), ("c", "C")];

const fn field(key: &'static str, kind: Kind) -> Field {
    Field::new(key, "A label", "A group", kind, Edit::Rerun, "Some help.")
}

/// One field of every kind.
static FIELDS: &[Field] = &[
    field("rate", Kind::Number { range: [0.0, 10.0], log: false }),
    field("layers", Kind::Count { range: [2, 1000] }),
    field("seed", Kind::Seed),
    field("biased", Kind::Flag),
    field("shape", Kind::Choice(LETTERS)),
    field("shown", Kind::Toggles(LETTERS)),
    field("words", Kind::Text { form: "a few words", longest: 12 }),
    field("table", Kind::Table { rows: [2, 3], columns: [2, 3], range: [0.0, 5.0] }),
    field("drawn", Kind::Drawing { width: 3, height: 2, levels: 17 }),
    field("told", Kind::Answers { most: 12 }),
    field("arrays", Kind::Files { extensions: &["npy", "csv"], most: 2 }),
];

fn of_kind(key: &str) -> &'static Field {
    FIELDS.iter().find(|field| field.key == key).unwrap()
}

fn page(id: &str) -> &'static Page {
    PAGES.iter().find(|page| page.info.id == id).unwrap()
}

static COUNTING: Page = Page::of::<Counting>();

#[test]
fn good_values_have_one_text() {
    let good = [
        ("rate", " 0.50 ", "0.5"),
        ("rate", "1e1", "10"),
        ("rate", "1e-7", "0.0000001"),
        ("rate", "-0", "0"),
        ("layers", "+002", "2"),
        ("layers", "1000", "1000"),
        ("seed", "4294967295", "4294967295"),
        ("biased", " true", "true"),
        ("biased", "false", "false"),
        ("shape", "b", "b"),
        ("shown", "c+a+a", "a+c"),
        ("shown", "none", "none"),
        ("words", "  ä — b  ", "ä — b"),
        ("words", "", ""),
        ("words", "ääääääääääää", "ääääääääääää"),
        ("table", " 1, 2.50 ;0,5e0", "1,2.5;0,5"),
        ("table", "1,2,3;1,2,3;1,2,3", "1,2,3;1,2,3;1,2,3"),
        ("drawn", " 0123fG ", "0123fg"),
        ("drawn", "000001", "000001"),
        ("drawn", "000000", "none"),
        ("drawn", "none", "none"),
    ];
    for (key, text, canonical) in good {
        assert_eq!(of_kind(key).canonical(text).as_deref(), Ok(canonical), "{key} = {text}");
    }
}

#[test]
fn bad_values_are_refused_in_words() {
    let bad = [
        ("rate", "fast", "“rate” = “fast” is not a number; allowed: a number from 0 to 10"),
        ("rate", "10.1", "“rate” = “10.1” is out of range; allowed: a number from 0 to 10"),
        ("rate", "NaN", "“rate” = “NaN” is not a finite number; allowed: a number from 0 to 10"),
        ("rate", "", "“rate” = “” is not a number; allowed: a number from 0 to 10"),
        ("layers", "2.5", "“layers” = “2.5” is not a whole number; allowed: a whole number from 2 to 1000"),
        ("layers", "1", "“layers” = “1” is out of range; allowed: a whole number from 2 to 1000"),
        ("seed", "4294967296", "“seed” = “4294967296” is out of range; allowed: a whole number from 0 to 4294967295"),
        ("biased", "True", "“biased” = “True” is neither true nor false; allowed: true or false"),
        ("shape", "A", "“shape” = “A” is not one of the choices; allowed: one of a, b, c"),
        (
            "shown",
            "a+d",
            "“shown” = “a+d” names “d”, which is not one of the values; allowed: any of a, b, c, joined by +, or none",
        ),
        (
            "shown",
            "",
            "“shown” = “” names “”, which is not one of the values; allowed: any of a, b, c, joined by +, or none",
        ),
        (
            "words",
            "thirteen long",
            "“words” = “thirteen long” is too long; allowed: a few words, at most 12 characters",
        ),
    ];
    for (key, text, message) in bad {
        assert_eq!(of_kind(key).canonical(text), Err(Invalid::new(key, message)));
    }
}

#[test]
fn a_table_says_where_it_is_wrong() {
    let allowed = "2 to 3 rows parted by “;”, each of 2 to 3 numbers from 0 to 5 parted by “,”";
    let bad = [
        ("1,2", "has 1 rows"),
        ("1,2;1,2;1,2;1,2", "has 4 rows"),
        ("1;2", "has 1 cells in row 1"),
        ("1,2;1,2,3", "has 3 cells in row 2"),
        ("1,2;3,x", "at row 2, column 2: “x” is not a number"),
        ("1,6;3,4", "at row 1, column 2: “6” is out of range"),
        ("1,2;inf,4", "at row 2, column 1: “inf” is not a finite number"),
        ("1,;3,4", "at row 1, column 2: “” is not a number"),
    ];
    for (text, problem) in bad {
        let message = format!("“table” = “{text}” {problem}; allowed: {allowed}");
        assert_eq!(of_kind("table").canonical(text), Err(Invalid::new("table", message)));
    }
}

#[test]
fn a_drawing_says_what_is_wrong() {
    let allowed = "a drawing of 3 × 2 pixels as 6 digits from 0 to 9 and a to g, row by row from paper to ink, or none";
    let bad = [
        ("01234", "has 5 digits"),
        ("0123456", "has 7 digits"),
        ("", "has 0 digits"),
        ("01234h", "holds “h”, which is no level"),
        ("012-45", "holds “-”, which is no level"),
        ("None", "holds “N”, which is no level"),
        ("01é345", "holds “é”, which is no level"),
    ];
    for (text, problem) in bad {
        let message = format!("“drawn” = “{text}” {problem}; allowed: {allowed}");
        assert_eq!(of_kind("drawn").canonical(text), Err(Invalid::new("drawn", message)));
        assert_eq!(drawing(text, 3, 2, 17), None, "{text}");
    }
    for (levels, digits) in [(2, "0 to 1,"), (10, "0 to 9,"), (11, "0 to 9 or a,"), (36, "0 to 9 and a to z,")] {
        let allowed = Kind::Drawing { width: 3, height: 2, levels }.allowed();
        assert!(allowed.contains(&format!("6 digits from {digits}")), "{allowed}");
    }
}

#[test]
fn answers_keep_their_order_and_say_what_is_wrong() {
    let told = of_kind("told");
    assert_eq!(told.canonical("11y.0n").unwrap(), "11y.0n");
    assert_eq!(told.canonical(" 03y ").unwrap(), "3y");
    for (text, problem) in [
        ("12y", "holds “12y”, which is no question's number"),
        ("+1y", "holds “+1y”, which is no question's number"),
        ("y", "holds “y”, which is no question's number"),
        ("1", "holds “1”, which ends in neither y nor n"),
        ("", "holds “”, which ends in neither y nor n"),
        ("1y.", "holds “”, which ends in neither y nor n"),
        ("1y.1n", "answers question 1 twice"),
    ] {
        let message = told.canonical(text).unwrap_err().message;
        assert!(message.contains(problem) && message.contains("from 0 to 11"), "{message}");
        assert!(answers(text).is_empty() || text == "12y", "{text}");
    }
    assert_eq!(answers("none"), []);
    let text = answered(&answered("none", 3, Some(true)), 0, Some(false));
    assert_eq!((text.as_str(), answers(&text)), ("3y.0n", vec![(3, true), (0, false)]));
    // An answer given anew is the last one.
    assert_eq!(answered(&text, 3, Some(false)), "0n.3n");
    assert_eq!((unanswered(&text), answered(&text, 0, None)), ("3y".into(), "3y".into()));
    assert_eq!((unanswered("3y"), unanswered("none")), ("none".into(), "none".into()));
}

#[test]
fn a_drawing_is_read_as_grey_levels() {
    assert_eq!(drawing("08g4c0", 3, 2, 17), Some(vec![0.0, 0.5, 1.0, 0.25, 0.75, 0.0]));
    assert_eq!(drawing("010", 3, 1, 2), Some(vec![0.0, 1.0, 0.0]));
    // Nothing drawn is no drawing.
    assert_eq!((drawing("none", 3, 2, 17), drawing("000000", 3, 2, 17)), (None, None));
    assert_eq!(drawing("010", 1, 4, 2), None);
}

fn board(text: &str) -> Board {
    Board::of(text, 8, 8, 17).unwrap()
}

/// A line down the middle of a column: ink along it, half as dark beside it, paper beyond.
#[test]
fn a_stroke_has_a_soft_edge() {
    let mut drawn = board("none");
    drawn.stroke([3.5, 1.5], [3.5, 6.5], Pen::Draws);
    for (cell, level) in [(0, 0), (3, 7), (11, 16), (27, 16), (51, 16), (26, 7), (28, 7), (25, 0), (29, 0), (59, 7)] {
        assert_eq!(drawn.level(cell), level, "{cell} of {}", drawn.text());
    }
    let before = drawn.text();
    // Where there is ink already, a fainter edge changes nothing.
    drawn.stroke([3.5, 1.5], [3.5, 6.5], Pen::Draws);
    assert_eq!(drawn.text(), before);
    drawn.stroke([3.5, 1.5], [3.5, 4.0], Pen::Erases);
    assert!(drawn.level(11) == 0 && drawn.level(51) == 16 && drawn.level(26) == 7, "{}", drawn.text());
    for x in [2.5, 3.5, 4.5] {
        drawn.stroke([x, -1.0], [x, 9.0], Pen::Erases);
    }
    assert!(drawn.is_empty() && drawn.text() == "none", "{}", drawn.text());
    // However fast the pen, the line has no gaps; and off the board there is nothing to draw on.
    drawn.stroke([-900.0, 4.5], [900.0, 4.5], Pen::Draws);
    assert!((32..40).all(|cell| drawn.level(cell) == 16), "{}", drawn.text());
    let mut aside = board("none");
    aside.stroke([-3.0, -3.0], [-2.0, 40.0], Pen::Draws);
    assert!(aside.is_empty());
    // With two levels, a line is one pixel wide.
    let mut sharp = Board::of("none", 5, 3, 2).unwrap();
    sharp.stroke([0.5, 1.5], [4.5, 1.5], Pen::Draws);
    assert_eq!(sharp.text(), "000001111100000");
}

#[test]
fn a_cell_darkens_to_ink_and_becomes_paper() {
    let mut drawn = board("none");
    let levels: Vec<u32> = (0..6).map(|_| (drawn.darken(9), drawn.level(9)).1).collect();
    assert_eq!(levels, [4, 8, 12, 16, 0, 4]);
    drawn.set(9, 17);
    drawn.set(64, 3);
    assert_eq!((drawn.level(9), drawn.level(64)), (4, 0), "no such level, no such cell");
    drawn.set(9, 0);
    assert!(drawn.is_empty());
    let mut sharp = Board::of("none", 5, 3, 2).unwrap();
    assert_eq!([0, 0].map(|cell| (sharp.darken(cell), sharp.level(cell)).1), [1, 0]);
}

/// A link may hold a novel; the message about it does not.
#[test]
fn a_long_value_is_quoted_in_part() {
    let message = of_kind("words").canonical(&"ü".repeat(3000)).unwrap_err().message;
    assert!(message.contains(&format!("“{}…”", "ü".repeat(60))), "{message}");
}

#[test]
fn fields_are_built_step_by_step() {
    let built = of_kind("rate").unit("bits").budget().when("shape", &["a"]);
    assert_eq!((built.unit, built.role, built.shown_when), ("bits", Role::Budget, Some(("shape", &["a"][..]))));
    assert_eq!((of_kind("rate").unit, of_kind("rate").role, of_kind("rate").shown_when), ("", Role::Plain, None));
}

fn of_query(query: &str, defaults: &Params) -> (Params, Vec<Invalid>) {
    Params::from_query(query, &[FIELDS, Conditions::FIELDS], defaults)
}

#[test]
fn a_query_keeps_what_is_good_and_reports_the_rest() {
    let (defaults, _) = of_query("layers=2&rate=0.5", &Params::default());
    let (params, ignored) = of_query("words=x&layers=0&colour=red&rate=0.50&seed=3&seeds=2&biased=", &defaults);
    // In alphabetical order, without the default.
    assert_eq!(params.to_query(), "seed=3&seeds=2&words=x");
    assert_eq!(ignored.iter().map(|invalid| invalid.key.as_str()).collect::<Vec<_>>(), ["layers", "colour", "biased"]);
    let known = "rate, layers, seed, biased, shape, shown, words, table, drawn, told, arrays, seeds, device, unit";
    assert_eq!(ignored[1].message, format!("“colour” is not a setting of this experiment; known: {known}"));
    // What is said twice counts as it was said last.
    assert_eq!(of_query("rate=1&rate=2", &defaults).0.to_query(), "rate=2");
    assert_eq!(of_query("rate=1&rate=0.5", &defaults).0, Params::default());
}

#[test]
fn queries_carry_any_text() {
    for text in ["a b", "a+b", "a&b=c", "#?%20", "β–1", "“”"] {
        let mut params = Params::default();
        params.set("words", text.into(), &Params::default());
        let query = params.to_query();
        assert!(query.is_ascii() && !query[6..].contains(['&', '#', '=', ' ']), "{query}");
        assert_eq!(of_query(&query, &Params::default()), (params, vec![]), "{query}");
    }
}

#[test]
fn params_are_taken_apart_and_put_together() {
    let (params, _) = of_query("seeds=3&rate=2&unit=nats", &Params::default());
    assert_eq!(params.only(FIELDS).to_query(), "rate=2");
    let (other, _) = of_query("rate=3&layers=5", &Params::default());
    assert_eq!(params.clone().and(other).to_query(), "layers=5&rate=3&seeds=3&unit=nats");
    let conditions: Conditions = params.only(Conditions::FIELDS).read().unwrap();
    assert_eq!(conditions, Conditions { device: DeviceChoice::Auto, seeds: 3, unit: Unit::Nats });
    assert_eq!(Params::of(&conditions).to_query(), "device=auto&seeds=3&unit=nats");
    assert!(params.read::<Conditions>().is_err(), "rate is no condition");
}

proptest! {
    #[test]
    fn no_query_breaks_anything(query in "([a-z&=+%;,.0-9ü -]|rate|layers|shown|table|words|=|&){0,30}") {
        let (params, _) = of_query(&query, &Params::default());
        for key in params.keys() {
            let text = params.get(key).unwrap();
            prop_assert_eq!(of_kind_or_condition(key).canonical(text), Ok(text.clone()));
        }
        prop_assert_eq!(of_query(&params.to_query(), &Params::default()), (params, vec![]));
    }

    #[test]
    fn numbers_keep_their_value(value in 0.0..=10.0f64) {
        let text = of_kind("rate").canonical(&format!("{value:e}")).unwrap();
        prop_assert_eq!(text.parse(), Ok(value));
        prop_assert_eq!(of_kind("rate").canonical(&text), Ok(text));
    }
}

proptest! {
    /// Whatever is drawn is a value of its field, and reads back as it was.
    #[test]
    fn boards_write_what_their_field_takes(
        size in [1usize..9, 5usize..9],
        levels in 2u32..=36,
        strokes in proptest::collection::vec(([-3.0..12.0f64, -3.0..12.0], [-3.0..12.0f64, -3.0..12.0], any::<bool>()), 0..5),
    ) {
        let [width, height] = size;
        let mut drawn = Board::of("none", width, height, levels).unwrap();
        for (from, to, draws) in strokes {
            drawn.stroke(from, to, if draws { Pen::Draws } else { Pen::Erases });
        }
        let text = drawn.text();
        let field = field("drawn", Kind::Drawing { width, height, levels });
        prop_assert_eq!(field.canonical(&text), Ok(text.clone()));
        prop_assert_eq!(Board::of(&text, width, height, levels), Some(drawn.clone()));
        let greys = drawing(&text, width, height, levels);
        prop_assert_eq!(greys.is_none(), drawn.is_empty());
        for (cell, grey) in greys.into_iter().flatten().enumerate() {
            prop_assert_eq!(grey, drawn.level(cell) as f32 / (levels - 1) as f32);
        }
    }
}

fn of_kind_or_condition(key: &str) -> &'static Field {
    FIELDS.iter().chain(Conditions::FIELDS).find(|field| field.key == key).unwrap()
}

#[test]
fn links_are_read_with_and_without_their_hash() {
    for text in ["information-plane?epochs=5", "/information-plane?epochs=5", "#/information-plane?epochs=5"] {
        let link = Link::parse(text, PAGES).unwrap();
        assert_eq!((link.page.info.id, link.params.to_query().as_str()), ("information-plane", "epochs=5"), "{text}");
        assert_eq!(Link::text(link.page, &link.params), "information-plane?epochs=5");
    }
    let link = Link::parse("#/information-curve?", PAGES).unwrap();
    assert_eq!(Link::text(link.page, &link.params), "information-curve");
}

#[test]
fn an_unknown_experiment_is_named_beside_those_there_are() {
    let ids: Vec<&str> = PAGES.iter().map(|page| page.info.id).collect();
    for id in ["information-plan", "", "Information-plane"] {
        let refused = Link::parse(&format!("#/{id}?epochs=5"), PAGES).err().unwrap();
        assert_eq!(refused.message, format!("there is no experiment “{id}”; there are: {}", ids.join(", ")));
    }
}

#[test]
fn a_link_with_one_bad_value_keeps_the_others() {
    let link = Link::parse("information-plane?epochs=5&bins=1&seeds=2", PAGES).unwrap();
    assert_eq!(link.params.to_query(), "epochs=5&seeds=2");
    let bins = Invalid::new("bins", "“bins” = “1” is out of range; allowed: a whole number from 2 to 1000");
    assert_eq!(link.ignored, [bins]);
}

/// Values that are good alone and wrong together: the culprit goes, the others stay.
#[test]
fn what_a_check_refuses_is_dropped_alone() {
    let cases = [
        (page("information-curve"), "points=20&source=yours&table=0,0;0,0", "table", "points=20&source=yours"),
        (page("information-plane"), "epochs=5&hidden=10-x", "hidden", "epochs=5"),
        (page("information-plane"), "hidden=1-1-1-1-1-1-1-1-1-1-1-1&l2=0.01", "hidden", "l2=0.01"),
        (page("information-plane"), "hidden=2000", "hidden", ""),
        (&COUNTING, "frames=3&fails_at=4&plus=2", "fails_at", "frames=3&plus=2"),
    ];
    for (page, query, culprit, kept) in cases {
        let (params, ignored) = page.resolve(query);
        assert_eq!(params.to_query(), kept, "{query}");
        let [Invalid { key, message }] = &ignored[..] else { panic!("{query}: {ignored:?}") };
        assert!(key == culprit && message.contains(culprit) && message.contains("allowed"), "{query}: {message}");
    }
    // Where no value can be blamed, the defaults are left.
    let strict = Page {
        check: |params| if *params == Params::default() { Ok(()) } else { Err(Invalid::new("", "together wrong")) },
        ..Page::of::<Counting>()
    };
    assert_eq!(strict.resolve("frames=3&plus=2"), (Params::default(), vec![Invalid::new("", "together wrong")]));
}

#[test]
fn a_setting_that_is_refused_changes_nothing() {
    let (mut params, _) = COUNTING.resolve("frames=3");
    for (key, text) in [("frames", "0"), ("fails_at", "4"), ("colour", "red"), ("seeds", "21")] {
        let refused = COUNTING.set(&mut params, key, text).unwrap_err();
        assert_eq!((refused.key.as_str(), params.to_query().as_str()), (key, "frames=3"));
    }
    COUNTING.set(&mut params, "fails_at", " 03 ").unwrap();
    assert_eq!(params.to_query(), "fails_at=3&frames=3");
    COUNTING.set(&mut params, "frames", "5").unwrap();
    assert_eq!(params.to_query(), "fails_at=3");
}

/// A worker reads queries too; there is no way around the ranges.
#[test]
fn no_config_holds_what_its_field_refuses() {
    let mut params = Params::default();
    params.set("frames", "9001".into(), &Params::default());
    let refused = (COUNTING.check)(&params).unwrap_err();
    assert_eq!(
        refused,
        Invalid::new("frames", "“frames” = “9001” is out of range; allowed: a whole number from 1 to 9000")
    );
    assert!((COUNTING.replay)(&params).is_err());
}

fn repeats(page: &Page, query: &str) -> Vec<String> {
    page.repeats(&page.resolve(query).0).iter().map(Params::to_query).collect()
}

#[test]
fn repeats_count_the_seed_up() {
    let plane = page("information-plane");
    // 1 is the default.
    assert_eq!(repeats(plane, "epochs=5&seeds=3"), ["epochs=5", "epochs=5&seed=2", "epochs=5&seed=3"]);
    assert_eq!(repeats(plane, "seed=4294967295&seeds=3"), ["seed=4294967295", "seed=0", ""]);
    assert_eq!(repeats(plane, "seed=9&unit=nats"), ["seed=9&unit=nats"]);
    assert_eq!(repeats(plane, "seeds=20").len(), 20);
    // Where nothing is random, a repeat would be the same again.
    assert!(!COUNTING.info.random);
    assert_eq!(repeats(&COUNTING, "seed=9&seeds=3"), ["seed=9"]);
}

#[test]
fn a_links_runs_stand_side_by_side() {
    let curve = page("information-curve");
    let mut runs = Repeats::new(curve, &curve.resolve("seeds=3&seed=5").0).unwrap();
    let seeds = runs.params().iter().map(|params| params.get("seed").unwrap().clone());
    assert_eq!(seeds.collect::<Vec<_>>(), ["5", "6", "7"]);
    assert!((runs.longest(), runs.moment(0)) == (0, String::new()) && runs.replay(3).is_none());
    let onset = |curve: f64| information_curve::Frame::Onset { predicted: 2.0, growth: 2.0, curve };
    let point = |encoder| Point {
        curve: Curve::Soft,
        beta: 3.0,
        i_xt: 0.2,
        i_ty: 0.1,
        lagrangian: -0.1,
        clusters: 2,
        converged: true,
        encoder,
    };
    let sent = [vec![onset(2.001)], vec![information_curve::Frame::Point(point(vec![0.25; 16])), onset(1.5)], vec![]];
    for (repeat, frames) in sent.iter().enumerate() {
        for (index, frame) in frames.iter().enumerate() {
            let bytes = postcard::to_allocvec(frame).unwrap();
            runs.replay_mut(repeat).unwrap().push(index as u32, &bytes).unwrap();
        }
    }
    assert_eq!((runs.longest(), runs.moment(1).as_str()), (2, "first transition"));
    let transition = |upto| runs.tallies(upto).into_iter().find(|tally| tally.claim == "first-transition").unwrap();
    let tally = transition(2);
    assert_eq!((tally.held, tally.decided, tally.runs), (1, 2, 3));
    assert!(matches!(tally.ruling, Ruling::Open { .. }), "{tally:?}");
    assert_eq!((tally.measured[0].low, tally.measured[0].high), (1.5, 2.001));
    assert_eq!(transition(1).decided, 1);
    let caption = |runs: &Repeats| runs.figures(usize::MAX)[4].caption.written(Unit::Bits);
    assert!(caption(&runs).ends_with(" Median of 2 seeds; bands span all of them."), "{}", caption(&runs));
    runs.edit(&curve.resolve("seeds=3&seed=5&source=binary-symmetric").0).unwrap();
    assert!(caption(&runs).contains("H(X) = 1 bits"), "{}", caption(&runs));
}

const CLAIMS: &[Claim] = &[
    Claim { id: "first", paper: "tishby-1999", statement: "It is so.", criterion: "It is at least 1." },
    Claim { id: "second", paper: "tishby-1999", statement: "That too.", criterion: "It is at most 1." },
];

fn decided(claim: &Claim, held: bool, value: f64) -> Verdict {
    Verdict::decided(claim, held, vec![Measured::new("size", value, Quantity::Number)])
}

#[test]
fn verdicts_are_tallied_over_runs() {
    let both = |held: bool, value: f64| CLAIMS.iter().map(|claim| decided(claim, held, value)).collect::<Vec<_>>();
    let tallies = tally(CLAIMS, vec![both(true, 3.0), both(false, 1.0), both(true, 2.0)]);
    assert_eq!(tallies.iter().map(|tally| tally.claim).collect::<Vec<_>>(), ["first", "second"]);
    for tally in &tallies {
        assert_eq!((tally.held, tally.decided, tally.runs, &tally.ruling), (2, 3, 3, &Ruling::DidNotHold));
        let [size] = &tally.measured[..] else { panic!("{tally:?}") };
        assert_eq!((size.median.label.as_str(), size.low, size.median.value, size.high), ("size", 1.0, 2.0, 3.0));
    }
    let tallies = tally(CLAIMS, vec![both(true, 3.0), both(true, 1.0)]);
    assert_eq!((tallies[0].held, &tallies[0].ruling, tallies[0].measured[0].median.value), (2, &Ruling::Held, 2.0));
}

#[test]
fn a_tally_is_open_while_any_run_is() {
    let open = Verdict::needs(&CLAIMS[0], "needs more", "frames=9");
    let ruling = open.ruling.clone();
    for missed in [true, false] {
        let runs =
            vec![vec![decided(&CLAIMS[0], true, 3.0)], vec![open.clone()], vec![decided(&CLAIMS[0], !missed, 1.0)]];
        let [first, _] = &tally(CLAIMS, runs)[..] else { unreachable!() };
        assert_eq!((first.held, first.decided, first.runs), (if missed { 1 } else { 2 }, 2, 3));
        assert_eq!(first.ruling, ruling);
        assert_eq!((first.measured[0].low, first.measured[0].high), (1.0, 3.0));
    }
    assert_eq!(ruling, Ruling::Open { why: "needs more".into(), settle: Some("frames=9".into()) });
    let waiting = Verdict::waiting(&CLAIMS[0], "later").with(vec![Measured::new("size", 1.0, Quantity::Number)]);
    assert_eq!(waiting.ruling, Ruling::Open { why: "later".into(), settle: None });
    assert_eq!(waiting.measured.len(), 1);
}

fn figure(body: Body) -> Figure {
    Figure { id: "f".into(), title: "F".into(), caption: "Seen.".into(), width: Width::Half, body }
}

fn chart(marks: Vec<Mark>) -> Figure {
    let axis = Axis::linear("x", Quantity::Number);
    let colour = ColourScale { label: "c".into(), quantity: Quantity::Number, scale: Scale::Linear, range: [0.0, 1.0] };
    figure(Body::Chart(Chart { x: axis.clone(), y: axis, marks, colour: Some(colour) }))
}

fn line(name: &str, points: &[[f64; 2]]) -> Mark {
    Mark::Line { name: name.into(), ink: Ink::Achieved, dashed: false, points: points.to_vec() }
}

/// What several runs' only figure becomes.
fn together(figures: Vec<Figure>) -> Figure {
    summarise(figures.into_iter().map(|figure| vec![figure]).collect()).remove(0)
}

fn marks(figure: &Figure) -> &[Mark] {
    let Body::Chart(chart) = &figure.body else { panic!("{figure:?}") };
    &chart.marks
}

const ALONE: &str = "Seen. The first seed alone: the runs differ in make-up.";

#[test]
fn one_run_is_shown_as_it_is() {
    let only = chart(vec![line("l", &[[0.0, 1.0]])]);
    assert_eq!(together(vec![only.clone()]), only);
    assert_eq!(summarise(vec![]), []);
}

#[test]
fn lines_become_median_and_band() {
    let run = |y: f64, more: &[[f64; 2]]| chart(vec![line("l", &[&[[0.0, 5.0], [1.0, y]], more].concat())]);
    let summed = together(vec![run(3.0, &[]), run(1.0, &[[2.0, 9.0]]), run(2.0, &[])]);
    // The third point only one of them has reached.
    let band = Mark::Band { name: "l".into(), ink: Ink::Achieved, points: vec![[0.0, 5.0, 5.0], [1.0, 1.0, 3.0]] };
    assert_eq!(marks(&summed), [band, line("l", &[[0.0, 5.0], [1.0, 2.0]])]);
    assert_eq!(summed.caption.written(Unit::Bits), "Seen. Median of 3 seeds; bands span all of them.");
    // Where all agree there is no band.
    assert_eq!(marks(&together(vec![run(1.0, &[]), run(1.0, &[])])), [line("l", &[[0.0, 5.0], [1.0, 1.0]])]);
}

#[test]
fn trails_and_heat_maps_become_medians() {
    let run = |y: f64| {
        let points = vec![[0.0, y], [1.0, 2.0 * y]];
        let trail = Mark::Trail { name: "t".into(), ink: Ink::Hue(0), points, values: vec![1.0, 2.0] };
        chart(vec![trail, Mark::HeatMap { x_edges: vec![0.0, 1.0], y_edges: vec![0.0, 1.0], values: vec![y] }])
    };
    assert_eq!(marks(&together(vec![run(5.0), run(1.0), run(2.0)])), marks(&run(2.0)));
}

fn codes(deviation: f64) -> Mark {
    let axes = vec![[deviation * deviation, 0.0, 1.0]];
    Mark::Ellipses { name: "codes".into(), ink: Ink::Hue(0), centres: vec![[0.0, 0.0]], axes, edit: None }
}

#[test]
fn pictures_have_no_median() {
    let run = |level: f32| {
        let tile = Tile::grey("a pixel", [1, 1], vec![level]);
        figure(Body::Images(Images { columns: 1, tiles: vec![tile], range: [0.0, 1.0] }))
    };
    let shown = |runs: [f32; 3]| {
        let shown = together(runs.map(run).into());
        assert_eq!(shown.body, run(runs[0]).body);
        shown.caption.written(Unit::Bits)
    };
    assert_eq!(shown([0.5, 0.5, 0.5]), "Seen. The same for 3 seeds.");
    assert_eq!(shown([0.5, 0.5, 1.0]), "Seen. The first seed alone: pictures have no median.");
}

#[test]
fn what_all_runs_share_stays() {
    let level = Mark::Level { name: "ceiling".into(), ink: Ink::Ceiling, axis: Along::Y, at: 1.0, edit: None };
    let dots = Mark::Dots { name: "d".into(), ink: Ink::Muted, points: vec![[0.0, 1.0]], edit: None };
    let run = chart(vec![level.clone(), dots.clone(), codes(1.0)]);
    assert_eq!(marks(&together(vec![run.clone(), run])), [level, dots, codes(1.0)]);
    let empty = figure(Body::Empty("Nothing yet.".into()));
    assert_eq!(together(vec![empty.clone(), empty.clone()]).body, empty.body);
}

/// Dots of one seed would pass for those of all; a line across the chart stands at its median.
#[test]
fn what_runs_do_not_share_is_not_shown_for_one() {
    let level = |at: f64| Mark::Level { name: "first".into(), ink: Ink::Ceiling, axis: Along::X, at, edit: None };
    let run = |at: f64| {
        let dots = Mark::Dots { name: "d".into(), ink: Ink::Muted, points: vec![[at, 1.0]], edit: None };
        chart(vec![level(at), dots, codes(at)])
    };
    assert_eq!(marks(&together(vec![run(3.0), run(1.0), run(2.0)])), [level(2.0)]);
    // Where nothing would be left, the first seed's chart says whose it is.
    let map = |at: f64| chart(vec![codes(at)]);
    let shown = together(vec![map(3.0), map(1.0)]);
    assert_eq!((marks(&shown), shown.caption.written(Unit::Bits).as_str()), (marks(&map(3.0)), ALONE));
}

#[test]
fn numbers_in_tables_become_intervals() {
    let run = |value: f64, rows: usize| {
        let columns = ["what", "how much"].map(|label| Column { label: label.into(), quantity: Quantity::Number });
        let row = vec![Cell::Text("size".into()), Cell::Number(value)];
        figure(Body::Table(Table { columns: columns.into(), rows: vec![row; rows] }))
    };
    let Body::Table(table) = together(vec![run(4.0, 1), run(1.0, 1), run(2.0, 1)]).body else { unreachable!() };
    assert_eq!(table.rows, [[Cell::Text("size".into()), Cell::Interval { middle: 2.0, low: 1.0, high: 4.0 }]]);
    let unequal = together(vec![run(4.0, 1), run(1.0, 2)]);
    assert_eq!((&unequal.body, unequal.caption.written(Unit::Bits).as_str()), (&run(4.0, 1).body, ALONE));
}

#[test]
fn runs_that_differ_in_make_up_are_not_put_together() {
    let first = chart(vec![line("l", &[[0.0, 1.0]])]);
    let heat =
        |values: Vec<f64>| chart(vec![Mark::HeatMap { x_edges: vec![0.0, 1.0], y_edges: vec![0.0, 1.0], values }]);
    let others = [
        chart(vec![line("another", &[[0.0, 2.0]])]),
        chart(vec![line("l", &[[0.0, 2.0]]), line("l", &[[0.0, 2.0]])]),
        chart(vec![]),
        // The same name, another kind of mark.
        chart(vec![Mark::Dots { name: "l".into(), ink: Ink::Muted, points: vec![[0.0, 2.0]], edit: None }]),
        figure(Body::Empty("Nothing yet.".into())),
        Figure { id: "another".into(), ..first.clone() },
    ];
    let pairs = others.into_iter().map(|other| (first.clone(), other)).chain([(heat(vec![1.0]), heat(vec![1.0, 2.0]))]);
    for (first, other) in pairs {
        let shown = together(vec![first.clone(), other.clone()]);
        assert_eq!((&shown.body, shown.caption.written(Unit::Bits).as_str()), (&first.body, ALONE), "{other:?}");
    }
}

#[test]
fn papers_can_be_found() {
    for it in PAPERS {
        assert!(
            it.key.split('-').all(|part| part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())),
            "{it:?}"
        );
        assert!(it.key.ends_with(&format!("-{}", it.year)) && (1948..2100).contains(&it.year), "{it:?}");
        assert!(it.url.starts_with("https://") && it.url.len() > 12, "{it:?}");
        assert!([it.authors, it.title, it.venue].iter().all(|text| !text.trim().is_empty()), "{it:?}");
        assert_eq!(PAPERS.iter().filter(|other| other.key == it.key).count(), 1, "{} stands twice", it.key);
        assert_eq!(paper(it.key).map(|found| found.title), Some(it.title));
    }
    assert!(paper("nobody-2000").is_none());
}

#[test]
fn lists_are_read_or_refused_in_words() {
    let numbers = |text: &str| lists::numbers("betas", text, [0.0, 10.0], 3);
    assert_eq!(numbers("3, 0.5,10").unwrap(), [0.5, 3.0, 10.0]);
    assert!(numbers("-0").unwrap()[0].is_sign_positive());
    let widths = |text: &str| lists::widths("hidden", text, 2, 64);
    assert_eq!((widths("64-1").unwrap(), widths("none").unwrap()), (vec![64, 1], vec![]));
    for (refused, words) in [
        (numbers(""), "“betas” holds “”; allowed: 1 to 3 different numbers from 0 to 10, joined by commas"),
        (numbers("1,x"), "“x”"),
        (numbers("1,NaN"), "“NaN”"),
        (numbers("1,10.5"), "“10.5”"),
        (numbers("0,-0"), "names one twice"),
        (numbers("1,2,3,4"), "holds 4 numbers"),
        (widths("64-65").map(|_| vec![]), "“hidden” has the width “65”; allowed: up to 2 widths from 1 to 64"),
        (widths("0").map(|_| vec![]), "“0”"),
        (widths("1-1-1").map(|_| vec![]), "has 3 layers"),
    ] {
        let refused = refused.unwrap_err();
        assert!(refused.message.contains(words) && refused.message.contains("allowed:"), "{refused}");
    }
}
