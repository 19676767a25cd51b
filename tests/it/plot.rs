//! Charts: what they look like (snapshots), that no data break them, and that a pointer finds what was drawn.

use std::{f64::consts::LN_2, fs, path::PathBuf};

use bottleneck_lab::plot::{
    Along, Axis, Body, Card, Cards, Cell, Chart, ColourScale, Column, Figure, Images, Ink, LegendEntry, Mark, Outline,
    PlotArea, PointEdit, Quantity, Rgb, Scale, Shape, Span, Style, Table, Theme, Tile, Unit, Width, draw,
    format::significant, grey_colour, heat_colour, legend, ticks::ticks, time_colour,
};
use plotters::prelude::*;
use proptest::prelude::*;

const INKS: [Ink; 10] = [
    Ink::Hue(0),
    Ink::Hue(1),
    Ink::Hue(2),
    Ink::Hue(3),
    Ink::Hue(4),
    Ink::Hue(5),
    Ink::Budget,
    Ink::Ceiling,
    Ink::Achieved,
    Ink::Muted,
];
const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

fn style(theme: Theme, unit: Unit) -> Style {
    Style { theme, unit, pixel_ratio: 1.0 }
}

fn figure(chart: Chart) -> Figure {
    figure_of(Body::Chart(chart))
}

fn figure_of(body: Body) -> Figure {
    Figure {
        id: "sample".into(),
        title: "A <title> & more".into(),
        caption: "What is seen.".into(),
        width: Width::Full,
        body,
    }
}

fn level(name: &str, ink: Ink, axis: Along, at: f64) -> Mark {
    Mark::Level { name: name.into(), ink, axis, at, edit: None }
}

fn plane() -> Chart {
    let ceiling = 12.0 * LN_2;
    let trail = |layer: usize| {
        let reach = ceiling * (1.0 - 0.2 * layer as f64);
        Mark::Trail {
            name: format!("layer {}", layer + 1),
            ink: Ink::Hue(layer),
            points: (0..9)
                .map(|i| [reach * (4 + i.min(6) - i / 7) as f64 / 11.0, LN_2 * (1 + i) as f64 / 10.0])
                .collect(),
            values: (0..9).map(|i| f64::from(1 << i)).collect(),
        }
    };
    let mut marks = vec![
        level("ceiling H(X) = ln N", Ink::Ceiling, Along::X, ceiling),
        level("ceiling H(Y)", Ink::Ceiling, Along::Y, LN_2),
    ];
    marks.extend((0..3).map(trail));
    Chart {
        x: Axis::linear("I(X;T)", Quantity::Information),
        y: Axis::linear("I(T;Y)", Quantity::Information),
        marks,
        colour: Some(ColourScale {
            label: "epoch".into(),
            quantity: Quantity::Count,
            scale: Scale::Log,
            range: [1.0, 256.0],
        }),
    }
}

fn against_epoch() -> Chart {
    let epochs = || (0..8).map(|i| f64::from(1 << i));
    let line = |name: &str, ink, dashed, height: f64| Mark::Line {
        name: name.into(),
        ink,
        dashed,
        points: epochs().map(|epoch| [epoch, if epoch == 16.0 { f64::NAN } else { height + epoch / 256.0 }]).collect(),
    };
    let band = |name: &str, ink, height: f64| Mark::Band {
        name: name.into(),
        ink,
        points: epochs().map(|e| [e, height - 0.1, height + 0.7]).collect(),
    };
    Chart {
        x: Axis::log("epoch", Quantity::Count),
        y: Axis::linear("I(X;T)", Quantity::Information),
        marks: vec![
            level("ceiling", Ink::Ceiling, Along::Y, 2.0),
            level("budget", Ink::Budget, Along::Y, 1.93),
            band("layer 1", Ink::Hue(0), 1.0),
            line("layer 1", Ink::Hue(0), false, 1.2),
            line("layer 2", Ink::Hue(1), true, 0.5),
        ],
        colour: None,
    }
}

fn curve() -> Chart {
    let points: Vec<[f64; 2]> = (0..6).map(|i| [f64::from(i) * 0.25, 1.0 - 0.5f64.powi(i)]).collect();
    let edit = PointEdit { key: "beta".into(), values: (0..6).map(|i| format!("b{i}")).collect() };
    Chart {
        x: Axis::linear("I(X;T)", Quantity::Information).within(0.0, 1.5),
        y: Axis::linear("I(T;Y)", Quantity::Information).within(0.0, 1.1),
        marks: vec![
            Mark::Level {
                name: "budget".into(),
                ink: Ink::Budget,
                axis: Along::X,
                at: 0.6,
                edit: Some("budget".into()),
            },
            Mark::Dots { name: "achieved".into(), ink: Ink::Achieved, points: points.clone(), edit: Some(edit) },
            Mark::Line { name: "achieved".into(), ink: Ink::Achieved, dashed: false, points },
            Mark::Dots { name: "here".into(), ink: Ink::Hue(4), points: vec![[1.4, 0.3]], edit: None },
        ],
        colour: None,
    }
}

fn cells() -> Chart {
    let edges = |count: usize| (0..=count).map(|i| i as f64 - 0.5).collect();
    let names = |letter: &str, count: usize| Quantity::Named((1..=count).map(|i| format!("{letter}{i}")).collect());
    Chart {
        x: Axis::linear("code", names("a long name ", 4)),
        y: Axis::linear("input", names("x", 3)),
        marks: vec![Mark::HeatMap {
            x_edges: edges(4),
            y_edges: edges(3),
            values: vec![0.0, 0.0, 0.25, 0.5, 0.75, 1.0, f64::NAN, 0.1, 0.2, 0.3, 0.4, 0.9],
        }],
        colour: Some(ColourScale {
            label: "q(t|x)".into(),
            quantity: Quantity::Share,
            scale: Scale::Linear,
            range: [0.0, 1.0],
        }),
    }
}

/// Upright, tilted, flat, and too small to be seen; then what is no covariance.
const COVARIANCES: [[f64; 3]; 6] =
    [[1.0, 0.0, 0.25], [0.5, 0.4, 0.5], [0.25, 0.5, 1.0], [1e-9, 0.0, 1e-9], [1.0, 2.0, 1.0], [-1.0, 0.0, f64::NAN]];

/// `count` Gaussians of each of two classes; the first six are those of [`COVARIANCES`].
fn codes(count: usize) -> Chart {
    let gaussians = |name: &str, hue: usize, y: f64| Mark::Ellipses {
        name: name.into(),
        ink: Ink::Hue(hue),
        centres: (0..count).map(|i| [i as f64 * 3.0, y]).collect(),
        axes: COVARIANCES.into_iter().cycle().take(count).collect(),
        edit: Some(PointEdit { key: "sample".into(), values: (0..count).map(|i| i.to_string()).collect() }),
    };
    Chart {
        x: Axis::linear("z₁", Quantity::Number),
        y: Axis::linear("z₂", Quantity::Number),
        marks: vec![level("prior", Ink::Muted, Along::Y, 0.0), gaussians("a 1", 0, 1.0), gaussians("a 7", 1, -1.0)],
        colour: None,
    }
}

fn tile(caption: &str, width: usize, height: usize, pixels: &[f32]) -> Tile {
    Tile::grey(caption, [width, height], pixels.to_vec())
}

/// Red, green, blue and grey, with a line around the two on the diagonal from the top right.
fn coloured() -> Tile {
    let outline = Outline { ink: Ink::Hue(2), inside: vec![false, true, true, false] };
    let planes = [1.0, 0.0, 0.0, 0.5, 0.0, 1.0, 0.0, 0.5, 0.0, 0.0, 1.0, 0.5];
    Tile { outlines: vec![outline], ..Tile::colour("coloured", [2, 2], &planes) }
}

fn of_raster(tile: &Tile, range: [f64; 2], theme: Theme) -> Vec<Rgb> {
    let (_, _, rgba) = tile.raster(range, theme);
    rgba.chunks_exact(4).map(|colour| (colour[0], colour[1], colour[2])).collect()
}

fn board() -> Cards {
    let card = |name: &str, probability: f64, told: Option<bool>, rank: Option<usize>| Card {
        name: name.into(),
        probability,
        before: 0.4,
        told,
        truth: Some(true),
        rank,
        note: "towards class 3".into(),
    };
    let cards = vec![card("eye ring", 0.5, None, Some(1)), card("<long> tail", 0.0, Some(false), None)];
    Cards { key: Some("answers".into()), cards, status: "Class 3".into() }
}

fn pictures() -> Images {
    let rising: Vec<f32> = (0..16).map(|i| i as f32).collect();
    let tiles = vec![
        tile("a square", 4, 4, &rising),
        Tile { chosen: true, ..tile("chosen", 4, 4, &[16.0; 16]) },
        Tile { ink: Some(Ink::Hue(4)), ..tile("a caption that is far too long for one of three", 2, 4, &rising) },
        // Beyond the range, no number, and too few pixels.
        tile("<odd>", 3, 2, &[-5.0, 99.0, f32::NAN, 8.0]),
    ];
    Images { columns: 3, tiles, range: [0.0, 16.0] }
}

fn drawn(chart: &Chart, width: u32, height: u32, unit: Unit) -> PlotArea {
    let mut svg = String::new();
    let area = SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area();
    draw(chart, &area, &style(Theme::Light, unit)).unwrap()
}

/// Stored pictures; `UPDATE_SNAPSHOTS=1` draws them anew.
#[test]
fn charts_look_as_stored() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots");
    for (name, body, size, style) in [
        ("plane", Body::Chart(plane()), (640, 400), style(Theme::Light, Unit::Bits)),
        ("against-epoch", Body::Chart(against_epoch()), (350, 260), style(Theme::Dark, Unit::Bits)),
        ("curve", Body::Chart(curve()), (480, 320), style(Theme::Light, Unit::Nats)),
        ("cells", Body::Chart(cells()), (350, 260), style(Theme::Light, Unit::Bits)),
        ("codes", Body::Chart(codes(6)), (480, 260), style(Theme::Light, Unit::Bits)),
        ("board", Body::Cards(board()), (480, 260), style(Theme::Light, Unit::Bits)),
        ("board-dark", Body::Cards(board()), (360, 260), style(Theme::Dark, Unit::Bits)),
        ("pictures", Body::Images(pictures()), (350, 260), style(Theme::Dark, Unit::Bits)),
    ] {
        let svg = figure_of(body).to_svg(size.0, size.1, &style).unwrap();
        let path = folder.join(format!("{name}.svg"));
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &svg).unwrap();
        }
        let stored = fs::read_to_string(&path).unwrap();
        assert!(svg == stored, "{name} changed: look at it, then run with UPDATE_SNAPSHOTS=1");
    }
}

#[test]
fn pictures_are_named_and_escaped() {
    let mut figure = figure(plane());
    figure.caption = "a < b \u{1} & \"c\"".into();
    let svg = figure.to_svg(300, 200, &style(Theme::Light, Unit::Bits)).unwrap();
    assert!(svg.contains("role=\"img\""));
    assert!(svg.contains(">A &lt;title&gt; &amp; more</title>"));
    assert!(svg.contains(">a &lt; b  &amp; &quot;c&quot;</desc>"));
}

/// Lightness between 0 and 1, and contrast between 1 and 21, of WCAG 2.2.
fn luminance((red, green, blue): Rgb) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn marks_and_texts_stand_out_from_their_ground() {
    for theme in THEMES {
        let against_ground = |colour| contrast(colour, theme.ground());
        for ink in INKS {
            assert!(against_ground(ink.rgb(theme)) >= 3.0, "{ink:?} {theme:?}");
        }
        for ink in [Ink::Budget, Ink::Ceiling, Ink::Achieved, Ink::Hue(0), Ink::Hue(1), Ink::Hue(2), Ink::Hue(3)] {
            assert!(against_ground(ink.rgb(theme)) >= 4.5, "name of {ink:?} {theme:?}");
        }
        assert!(against_ground(theme.text()) >= 4.5);
        assert!(against_ground(theme.axis()) >= 3.0);
        for i in 0..=100 {
            assert!(against_ground(time_colour(f64::from(i) / 100.0, theme)) >= 3.0, "time {i} {theme:?}");
        }
    }
}

#[test]
fn time_heat_and_grey_run_one_way_in_lightness() {
    for theme in THEMES {
        for ramp in [time_colour, heat_colour, grey_colour] {
            let lightness: Vec<f64> = (0..=32).map(|i| luminance(ramp(f64::from(i) / 32.0, theme))).collect();
            let rises = lightness[32] > lightness[0];
            assert!(lightness.windows(2).all(|pair| (pair[1] > pair[0]) == rises), "{theme:?}");
        }
    }
}

#[test]
fn ticks_are_round_in_the_shown_unit() {
    let axis = Axis::linear("I(X;T)", Quantity::Information);
    let span = Span { low: 0.0, high: 12.5 * LN_2, scale: Scale::Linear };
    let texts = |unit| ticks(&axis, &span, 7, unit).into_iter().map(|tick| tick.text).collect::<Vec<_>>();
    assert_eq!(texts(Unit::Bits), ["0", "2", "4", "6", "8", "10", "12"]);
    assert_eq!(texts(Unit::Nats), ["0", "2", "4", "6", "8"]);
    let log = Axis::log("epoch", Quantity::Count);
    let span = Span { low: 1.0, high: 9000.0, scale: Scale::Log };
    let texts: Vec<String> = ticks(&log, &span, 5, Unit::Bits).into_iter().map(|tick| tick.text).collect();
    assert_eq!(texts, ["1", "10", "100", "1000"]);
    let log = Axis::log("β", Quantity::Number);
    let span = Span { low: 1e-9, high: 1e9, scale: Scale::Log };
    let texts: Vec<String> = ticks(&log, &span, 7, Unit::Bits).into_iter().map(|tick| tick.text).collect();
    assert_eq!(texts, ["10⁻⁹", "10⁻⁶", "0.001", "1", "1000", "10⁶", "10⁹"]);
}

#[test]
fn numbers_are_written_for_people() {
    assert_eq!(significant(9.9996e-7, 4), "10⁻⁶");
    assert_eq!(significant(-2.5e12, 4), "−2.5 × 10¹²");
    assert_eq!(significant(0.1 + 0.2, 4), "0.3");
    assert_eq!(Quantity::Information.written(LN_2, Unit::Bits), "1 bits");
}

/// The texts of a picture that stand upright: x, y, anchor, what is written.
fn upright_texts(svg: &str) -> Vec<(f64, f64, String, String)> {
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split_once(&format!(" {name}=\"")).unwrap().1;
        rest.split_once('"').unwrap().0.to_owned()
    };
    svg.split("<text ")
        .skip(1)
        .map(|text| format!(" {}", text.split_once("</text>").unwrap().0))
        .filter(|text| !text.contains("rotate"))
        .map(|text| {
            let (tag, written) = text.split_once('>').unwrap();
            let number = |name| attribute(tag, name).parse::<f64>().unwrap() / 16.0;
            (number("x"), number("y"), attribute(tag, "text-anchor"), written.to_owned())
        })
        .collect()
}

fn assert_no_texts_meet(svg: &str, width: f64) {
    // DejaVu Sans is wide; its digits are 0.64 of the letter size.
    let texts: Vec<[f64; 4]> = upright_texts(svg)
        .into_iter()
        .map(|(x, y, anchor, written)| {
            let length =
                written.chars().map(|letter| if letter.is_ascii_digit() { 0.63 } else { 0.3 }).sum::<f64>() * 11.0;
            let left = if anchor == "end" { x - length } else { x - length / 2.0 };
            [left, y - 5.0, left + length, y + 5.0]
        })
        .collect();
    for (i, a) in texts.iter().enumerate() {
        assert!(a[0] > -0.5 && a[2] < width + 0.5, "outside: {a:?}");
        for b in &texts[..i] {
            assert!(a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1], "{a:?} meets {b:?}\n{svg}");
        }
    }
}

#[test]
fn texts_never_meet() {
    for width in [250, 350, 480, 900, 1600] {
        for chart in [plane(), against_epoch(), curve(), cells(), codes(6)] {
            for unit in [Unit::Bits, Unit::Nats] {
                let svg = figure(chart.clone()).to_svg(width, 280, &style(Theme::Light, unit)).unwrap();
                assert_no_texts_meet(&svg, f64::from(width));
            }
        }
    }
}

#[test]
fn narrow_charts_have_fewer_ticks_of_the_same_size() {
    let texts = |width| upright_texts(&figure(plane()).to_svg(width, 300, &style(Theme::Light, Unit::Bits)).unwrap());
    assert!(texts(350).len() < texts(900).len());
}

#[test]
fn the_pointer_finds_points_lines_and_cells() {
    let chart = curve();
    let place = drawn(&chart, 480, 320, Unit::Bits);
    let Mark::Dots { points, .. } = &chart.marks[1] else { unreachable!() };
    let [px, py] = place.to_pixel(points[4][0], points[4][1]);
    // The line's own point lies there too, drawn later; the one that can be clicked comes first.
    let hit = place.nearest(&chart, px + 1.0, py - 1.0, 8.0, Unit::Bits).unwrap();
    assert_eq!((hit.mark, hit.point, hit.edit), (1, Some(4), Some(("beta".into(), "b4".into()))));
    assert_eq!(hit.text, "achieved · I(X;T) 1.443 bits · I(T;Y) 1.353 bits");
    let [px, py] = place.to_pixel(0.6, 0.2);
    let hit = place.nearest(&chart, px + 2.0, py, 8.0, Unit::Nats).unwrap();
    assert_eq!(hit.drag, Some(("budget".into(), Along::X)));
    assert_eq!(hit.text, "budget · I(X;T) 0.6 nats");
    assert!(place.nearest(&chart, px + 40.0, py, 8.0, Unit::Nats).is_none());

    let chart = plane();
    let place = drawn(&chart, 640, 400, Unit::Bits);
    let Mark::Trail { points, .. } = &chart.marks[2] else { unreachable!() };
    let [px, py] = place.to_pixel(points[2][0], points[2][1]);
    let hit = place.nearest(&chart, px, py, 8.0, Unit::Bits).unwrap();
    assert_eq!(hit.value, Some(4.0));
    assert_eq!(hit.text, "layer 1 · I(X;T) 6.545 bits · I(T;Y) 0.3 bits · epoch 4");

    let chart = cells();
    let place = drawn(&chart, 350, 260, Unit::Bits);
    let [px, py] = place.to_pixel(1.2, 0.9);
    let hit = place.nearest(&chart, px, py, 8.0, Unit::Bits).unwrap();
    assert_eq!((hit.point, hit.value), (Some(5), Some(1.0)));
    assert_eq!(hit.text, "x2 · a long name 2 · q(t|x) 100 %");
}

#[test]
fn a_line_out_of_range_can_still_be_dragged() {
    let mut chart = curve();
    if let Mark::Level { at, .. } = &mut chart.marks[0] {
        *at = 99.0;
    }
    let place = drawn(&chart, 480, 320, Unit::Bits);
    let edge = place.left + place.width;
    assert!(place.nearest(&chart, edge, place.top + 5.0, 8.0, Unit::Bits).unwrap().drag.is_some());
}

#[test]
fn the_legend_names_each_thing_once() {
    let entries = legend(&against_epoch());
    let entry = |name: &str, ink, shape| LegendEntry { name: name.into(), ink, shape };
    assert_eq!(
        entries,
        [
            entry("ceiling", Ink::Ceiling, Shape::Dashed),
            entry("budget", Ink::Budget, Shape::Line),
            entry("layer 1", Ink::Hue(0), Shape::Line),
            entry("layer 2", Ink::Hue(1), Shape::Dashed),
        ]
    );
}

#[test]
fn numbers_leave_as_csv_in_the_shown_unit() {
    let csv = figure(curve()).to_csv(Unit::Bits);
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("series,I(X;T) [bits],I(T;Y) [bits]"));
    assert_eq!(lines.next(), Some("budget,0.8656170245333781,"));
    assert_eq!(lines.next(), Some("achieved,0,0"));
    let table = Table {
        columns: vec![
            Column { label: "a, b".into(), quantity: Quantity::Number },
            Column { label: "I".into(), quantity: Quantity::Information },
        ],
        rows: vec![
            vec![Cell::Text("say \"hi\"".into()), Cell::Interval { middle: LN_2, low: 0.0, high: 2.0 * LN_2 }],
            vec![Cell::Number(1.5), Cell::Number(LN_2)],
        ],
    };
    assert_eq!(
        table.to_csv(Unit::Bits),
        "\"a, b\",I [bits],I low [bits],I high [bits]\n\"say \"\"hi\"\"\",1,0,2\n1.5,1,,\n"
    );
    assert_eq!(table.text(0, 1, Unit::Bits), "1 [0, 2] bits");
}

/// The corners of everything that is drawn with an edge of a given width, in data units.
fn outlines(svg: &str, place: &PlotArea, edge: &str) -> Vec<Vec<[f64; 2]>> {
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split_once(&format!(" {name}=\""))?.1;
        rest.split_once('"').map(|(value, _)| value.to_owned())
    };
    let paths = svg.split("<polyline").skip(1).map(|tag| tag.split_once('>').unwrap().0);
    let paths = paths.filter(|tag| attribute(tag, "stroke-width").as_deref() == Some(edge));
    let corner = |corner: &str| {
        let (x, y) = corner.split_once(',').unwrap();
        let [x, y] = [x, y].map(|at| at.parse::<f64>().unwrap() / 16.0);
        place.to_data(x, y)
    };
    paths.map(|tag| attribute(tag, "points").unwrap().split_whitespace().map(corner).collect()).collect()
}

/// Every point of an outline has Mahalanobis distance 1 from its centre, and the axes leave room for all of it.
#[test]
fn ellipses_lie_one_deviation_from_their_centres() {
    let chart = codes(6);
    let svg = figure(chart.clone()).to_svg(900, 500, &style(Theme::Light, Unit::Bits)).unwrap();
    let place = drawn(&chart, 900, 500, Unit::Bits);
    let outlines = outlines(&svg, &place, "19");
    assert_eq!(outlines.len(), 8, "four of six are covariances, in two classes");
    for (i, outline) in outlines.iter().enumerate() {
        let centre = [(i % 4) as f64 * 3.0, if i < 4 { 1.0 } else { -1.0 }];
        let [xx, xy, yy] = COVARIANCES[i % 4];
        assert_eq!(outline.first(), outline.last());
        let reach = |k: usize| outline.iter().map(|corner| (corner[k] - centre[k]).abs()).fold(0.0, f64::max);
        // Corners stand on whole sixteenths of a pixel.
        let slack = 2.0 * (place.x.high - place.x.low) / place.width / 16.0;
        assert!((reach(0) - xx.sqrt()).abs() < 0.02 * xx.sqrt() + slack, "{i}: {}", reach(0));
        assert!((reach(1) - yy.sqrt()).abs() < 0.02 * yy.sqrt() + slack, "{i}: {}", reach(1));
        let determinant = xx * yy - xy * xy;
        if determinant > 0.01 {
            for [x, y] in outline.iter().map(|corner| [corner[0] - centre[0], corner[1] - centre[1]]) {
                let distance = (yy * x * x - 2.0 * xy * x * y + xx * y * y) / determinant;
                assert!((distance.sqrt() - 1.0).abs() < 0.03, "{i}: {distance}");
            }
        }
    }
    for (span, ends) in [(place.x, [-1.0, 9.0]), (place.y, [-2.0, 2.0])] {
        assert!(span.low < ends[0] && span.high > ends[1], "{span:?}");
    }
}

#[test]
fn a_crowd_of_ellipses_is_drawn_with_thin_edges() {
    for (count, edge) in [(150, "19"), (151, "11")] {
        let chart = codes(count);
        let svg = figure(chart.clone()).to_svg(900, 500, &style(Theme::Light, Unit::Bits)).unwrap();
        let place = drawn(&chart, 900, 500, Unit::Bits);
        let covariances = (0..count).filter(|i| i % 6 < 4).count();
        assert_eq!(outlines(&svg, &place, edge).len(), 2 * covariances, "{count} a class");
    }
}

#[test]
fn the_pointer_finds_ellipses_by_their_centres() {
    let chart = codes(6);
    let place = drawn(&chart, 480, 320, Unit::Bits);
    let [px, py] = place.to_pixel(3.0, -1.0);
    let hit = place.nearest(&chart, px + 5.0, py + 3.0, 8.0, Unit::Bits).unwrap();
    assert_eq!((hit.mark, hit.point, hit.data), (2, Some(1), [3.0, -1.0]));
    assert_eq!(hit.edit, Some(("sample".into(), "1".into())));
    assert_eq!(hit.text, "a 7 · z₁ 3 ± 0.7071 · z₂ −1 ± 0.7071");
    // What is not drawn cannot be found.
    let [px, py] = place.to_pixel(12.0, -1.0);
    assert_eq!(place.nearest(&chart, px, py, 8.0, Unit::Bits), None);
}

/// Along a counted or named axis a deviation is no count and has no name.
#[test]
fn a_deviation_is_written_as_a_length() {
    let mut chart = codes(1);
    chart.x.quantity = Quantity::Count;
    chart.y.quantity = Quantity::Information;
    let place = drawn(&chart, 480, 320, Unit::Bits);
    let [px, py] = place.to_pixel(0.0, 1.0);
    if let Mark::Ellipses { axes, .. } = &mut chart.marks[1] {
        axes[0] = [0.0225, 0.0, (0.25 * LN_2).powi(2)];
    }
    let hit = place.nearest(&chart, px, py, 8.0, Unit::Bits).unwrap();
    assert_eq!(hit.text, "a 1 · z₁ 0 ± 0.15 · z₂ 1.443 bits ± 0.25 bits");
}

#[test]
fn ellipses_have_names_and_numbers() {
    let shapes: Vec<Shape> = legend(&codes(6)).into_iter().map(|entry| entry.shape).collect();
    assert_eq!(shapes, [Shape::Dashed, Shape::Ellipse, Shape::Ellipse]);
    let csv = figure(codes(6)).to_csv(Unit::Bits);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "series,z₁,z₂,σ of z₁,σ of z₂,correlation");
    assert_eq!(lines[1], "prior,,0,,,");
    assert_eq!(lines[2], "a 1,0,1,1,0.5,0");
    assert_eq!(lines[4], "a 1,6,1,0.5,1,1");
    assert_eq!(lines[6], "a 1,12,1,,,", "no covariance");
    let table = figure(codes(6)).to_table(Unit::Bits).unwrap();
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    // Charts without them have no such columns.
    assert_eq!(figure(curve()).to_table(Unit::Bits).unwrap().columns.len(), 3);
}

#[test]
fn pictures_run_from_paper_to_ink() {
    let images = pictures();
    for theme in THEMES {
        let (paper, ink) = (theme.ground(), theme.ink());
        assert!(contrast(paper, ink) > 12.0, "{theme:?}");
        let colours = |tile: usize| of_raster(&images.tiles[tile], images.range, theme);
        assert_eq!((colours(0)[0], colours(1)), (paper, vec![ink; 16]));
        assert_eq!(colours(3), [paper, ink, paper, grey_colour(0.5, theme), paper, paper]);
        let svg = figure_of(Body::Images(images.clone())).to_svg(600, 400, &style(theme, Unit::Bits)).unwrap();
        let hex = |(r, g, b): Rgb| format!("#{r:02X}{g:02X}{b:02X}");
        // All of the second tile is one path of ink, inside a frame of ink.
        let second = svg.split("<g ").nth(2).unwrap();
        let path = "d=\"M0 0h4v1h-4zM0 1h4v1h-4zM0 2h4v1h-4zM0 3h4v1h-4z\"";
        assert!(second.contains(&format!("<path fill=\"{}\" {path}/>", hex(ink))), "{second}");
        assert_eq!(second.matches(&hex(ink)).count(), 2, "{second}");
        assert!(svg.split("<g ").nth(3).unwrap().contains(&hex(Ink::Hue(4).rgb(theme))));
        assert!(svg.contains("&lt;odd&gt;") && svg.contains("a caption that") && !svg.contains("one of three"));
    }
}

#[test]
fn pictures_have_numbers_too() {
    let figure = figure_of(Body::Images(pictures()));
    let csv = figure.to_csv(Unit::Bits);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[..3], ["picture,caption,row,column,grey level", "1,a square,1,1,0", "1,a square,1,2,1"]);
    assert_eq!((lines[6], lines.len()), ("1,a square,2,2,5", 1 + 16 + 16 + 16 + 4));
    let table = figure.to_table(Unit::Bits).unwrap();
    let text = |row: usize| (0..6).map(|column| table.text(row, column, Unit::Bits)).collect::<Vec<_>>();
    assert_eq!(text(0), ["1", "a square", "4 × 4", "0", "7.5", "15"]);
    assert_eq!(text(1)[1], "chosen (chosen)");
    assert_eq!(text(3), ["4", "<odd>", "3 × 2", "−5", "34", "99"]);
}

#[test]
fn coloured_pictures_keep_their_colours_and_show_their_outlines() {
    let tile = coloured();
    for theme in THEMES {
        let (wide, high, _) = tile.raster([0.0, 1.0], theme);
        let colours = of_raster(&tile, [0.0, 1.0], theme);
        assert!(wide == high && wide >= 8 && colours.len() == wide * high);
        let at = |row: f64, column: f64| colours[(row * wide as f64) as usize * wide + (column * wide as f64) as usize];
        let middles = [at(0.25, 0.25), at(0.25, 0.75), at(0.75, 0.25), at(0.75, 0.75)];
        assert_eq!(middles, [(255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128)]);
        // A line lies inside the pixels that it parts from others.
        let line = Ink::Hue(2).rgb(theme);
        assert_eq!((at(0.0, 0.5), at(0.0, 0.0), at(0.99, 0.99)), (line, (255, 0, 0), (128, 128, 128)));
        let svg = figure_of(Body::Images(Images { columns: 1, tiles: vec![tile.clone()], range: [0.0, 1.0] }));
        let svg = svg.to_svg(300, 200, &style(theme, Unit::Bits)).unwrap();
        assert!(svg.contains("<path fill=\"#00FF00\" d=\"M1 0h1v1h-1z\"/>"), "{svg}");
        assert!(svg.contains("d=\"M1 0h1M1 1h1M1 0v1M2 0v1M0 1h1M0 2h1M0 1v1M1 1v1\""), "{svg}");
    }
    let csv = figure_of(Body::Images(Images { columns: 1, tiles: vec![tile], range: [0.0, 1.0] })).to_csv(Unit::Bits);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[..2], ["picture,caption,row,column,red,green,blue", "1,coloured,1,1,255,0,0"]);
}

#[test]
fn a_board_of_cards_has_numbers_and_sentences() {
    let figure = figure_of(Body::Cards(board()));
    let table = figure.to_table(Unit::Bits).unwrap();
    let text = |row: usize| (0..8).map(|column| table.text(row, column, Unit::Bits)).collect::<Vec<_>>();
    assert_eq!(text(0), ["eye ring", "model", "50 %", "40 %", "1", "present", "1", "towards class 3"]);
    assert_eq!(text(1)[1..7], ["told absent", "0 %", "40 %", "0", "present", "–"]);
    let cards = board().cards;
    assert_eq!(cards[0].sentence(), "eye ring: model, 50 % present, before 40 %, in truth present, asked 1.");
    let svg = figure.to_svg(400, 200, &style(Theme::Dark, Unit::Bits)).unwrap();
    assert!(svg.contains("&lt;long&gt; tail") && svg.contains("told: absent") && svg.contains("50 %"), "{svg}");
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -2.0..3.0,
        1 => -1e9..1e9,
        1 => proptest::sample::select(vec![0.0, -0.0, 1.0, 1e-300, 1e300, f64::MAX, f64::MIN, f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
    ]
}

fn axis() -> impl Strategy<Value = Axis> {
    let quantity = prop_oneof![
        Just(Quantity::Number),
        Just(Quantity::Count),
        Just(Quantity::Share),
        Just(Quantity::Information),
        Just(Quantity::Seconds),
        (0usize..30).prop_map(|n| Quantity::Named((0..n).map(|i| format!("a name {i}")).collect())),
    ];
    (quantity, any::<bool>(), proptest::option::of([number(), number()])).prop_map(|(quantity, log, range)| Axis {
        label: "axis".into(),
        quantity,
        scale: if log { Scale::Log } else { Scale::Linear },
        range,
    })
}

fn mark() -> impl Strategy<Value = Mark> {
    let points = || proptest::collection::vec([number(), number()], 0..12);
    let numbers = |most| proptest::collection::vec(number(), 0..most);
    let ink = || proptest::sample::select(INKS.to_vec());
    let name = || String::from("m");
    prop_oneof![
        (points(), ink(), any::<bool>()).prop_map(move |(points, ink, dashed)| Mark::Line {
            name: name(),
            ink,
            dashed,
            points
        }),
        (points(), numbers(12), ink()).prop_map(move |(points, values, ink)| Mark::Trail {
            name: name(),
            ink,
            points,
            values
        }),
        (points(), ink()).prop_map(move |(points, ink)| Mark::Dots { name: name(), ink, points, edit: None }),
        (points(), proptest::collection::vec([number(), number(), number()], 0..12), ink())
            .prop_map(move |(centres, axes, ink)| Mark::Ellipses { name: name(), ink, centres, axes, edit: None }),
        (proptest::collection::vec([number(), number(), number()], 0..9), ink())
            .prop_map(move |(points, ink)| Mark::Band { name: name(), ink, points }),
        (numbers(6), numbers(6), numbers(30)).prop_map(|(x_edges, y_edges, values)| Mark::HeatMap {
            x_edges,
            y_edges,
            values
        }),
        (number(), any::<bool>(), ink(), any::<bool>()).prop_map(move |(at, x, ink, drag)| Mark::Level {
            name: name(),
            ink,
            axis: if x { Along::X } else { Along::Y },
            at,
            edit: drag.then(|| "key".into()),
        }),
    ]
}

fn any_chart() -> impl Strategy<Value = Chart> {
    let colour = ([number(), number()], any::<bool>()).prop_map(|(range, log)| ColourScale {
        label: "c".into(),
        quantity: Quantity::Number,
        scale: if log { Scale::Log } else { Scale::Linear },
        range,
    });
    (axis(), axis(), proptest::collection::vec(mark(), 0..5), proptest::option::of(colour))
        .prop_map(|(x, y, marks, colour)| Chart { x, y, marks, colour })
}

fn any_images() -> impl Strategy<Value = Images> {
    let level = number().prop_map(|level| level as f32);
    let pixels = proptest::collection::vec(level, 0..20);
    let parts = (0usize..6, 0usize..6, pixels, ".{0,12}", any::<bool>(), proptest::option::of(Just(Ink::Hue(1))));
    let tiles = parts.prop_map(|(width, height, pixels, caption, chosen, ink)| Tile {
        chosen,
        ink,
        ..tile(&caption, width, height, &pixels)
    });
    (0usize..9, proptest::collection::vec(tiles, 0..9), [number(), number()])
        .prop_map(|(columns, tiles, range)| Images { columns, tiles, range })
}

proptest! {
    #[test]
    fn no_pictures_break_a_figure(images in any_images(), width in 0u32..900, height in 0u32..700) {
        let count = images.tiles.len();
        for tile in &images.tiles {
            prop_assert_eq!(of_raster(tile, images.range, Theme::Light).len(), tile.width * tile.height);
        }
        let figure = figure_of(Body::Images(images));
        let svg = figure.to_svg(width, height, &style(Theme::Dark, Unit::Bits)).unwrap();
        prop_assert_eq!(svg.matches("<g ").count(), count);
        prop_assert!(!svg.contains("\"NaN") && !svg.contains("inf") && !svg.contains(" NaN"));
        figure.to_csv(Unit::Bits);
        prop_assert_eq!(figure.to_table(Unit::Bits).unwrap().rows.len(), count);
    }

    #[test]
    fn no_data_break_a_chart(chart in any_chart(), width in 0u32..1200, height in 0u32..700, pointer in [0.0..1200.0, 0.0..700.0]) {
        let figure = figure(chart.clone());
        let svg = figure.to_svg(width, height, &style(Theme::Dark, Unit::Bits)).unwrap();
        prop_assert!(!svg.contains("NaN") && !svg.contains("inf"));
        if width >= 240 && height >= 140 {
            assert_no_texts_meet(&svg, f64::from(width));
        }
        let place = drawn(&chart, width, height, Unit::Nats);
        for span in [place.x, place.y] {
            prop_assert!(span.low < span.high && span.low.is_finite() && span.high.is_finite());
        }
        place.nearest(&chart, pointer[0], pointer[1], 20.0, Unit::Bits);
        figure.to_csv(Unit::Bits);
        legend(&chart);
    }

    #[test]
    fn pixels_and_data_are_inverse(chart in any_chart(), shares in [0.0..1.0f64, 0.0..1.0f64]) {
        let place = drawn(&chart, 600, 400, Unit::Bits);
        let pixel = [place.left + shares[0] * place.width, place.top + shares[1] * place.height];
        let [x, y] = place.to_data(pixel[0], pixel[1]);
        let back = place.to_pixel(x, y);
        prop_assert!((back[0] - pixel[0]).abs() < 1e-3 && (back[1] - pixel[1]).abs() < 1e-3, "{back:?} {pixel:?}");
    }

    #[test]
    fn ticks_fit_and_differ(low in -1e6..1e6f64, span in 1e-3..1e7f64, most in 2usize..12, log in any::<bool>(), information in any::<bool>()) {
        let quantity = if information { Quantity::Information } else { Quantity::Number };
        let axis = if log { Axis::log("x", quantity) } else { Axis::linear("x", quantity) };
        let low = if log { low.abs() + 1e-6 } else { low };
        let span = Span { low, high: low + span, scale: axis.scale };
        let ticks = ticks(&axis, &span, most, Unit::Bits);
        prop_assert!(ticks.len() <= most);
        for pair in ticks.windows(2) {
            prop_assert!(pair[0].at < pair[1].at);
            prop_assert_ne!(&pair[0].text, &pair[1].text);
        }
        for tick in &ticks {
            prop_assert!((-1e-6..=1.0 + 1e-6).contains(&span.share(tick.at)));
        }
    }
}
