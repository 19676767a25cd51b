//! The pictures of the network that is opened: its code's map, its dimensions, its confidence, one row and its attack.

use std::collections::BTreeSet;

use super::{
    Frame,
    config::{Config, Prior},
    look::{GRID, Look, Regions, Seen, Thumb},
    verdicts::betas,
};
use crate::{
    datasets::digits,
    plot::{
        Axis, Body, Caption, Chart, ColourScale, Figure, Images, Ink, Mark, PointEdit, Quantity, Scale, Tile, Width,
        bars,
    },
};

pub fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
    let opened = frames.last().and_then(|frame| Some(Opened { frame, look: frame.look.first()?, config }));
    let opened = opened.as_ref();
    vec![map(opened), gallery(opened), row(opened), answers(opened), dimensions(opened), calibration(opened)]
}

/// The last frame, with the network that is opened in it.
struct Opened<'a> {
    frame: &'a Frame,
    look: &'a Look,
    config: &'a Config,
}

const AFTER: &str = "Opened once training is over.";

impl Opened<'_> {
    fn which(&self) -> String {
        format!("β = {}, seed {}", self.look.beta, self.look.seed)
    }

    /// The replica's place in the frame.
    fn replica(&self) -> usize {
        let betas = betas(self.frame);
        self.config.group() * betas.len() + self.config.looked_at(&betas)
    }

    /// The axis of a dimension shown: the code's, or the class where the code has but one.
    fn axis(&self, side: usize) -> Axis {
        match self.look.shown.get(side) {
            Some(k) => Axis::linear(format!("z{}", subscript(k + 1)), Quantity::Number),
            None => Axis::linear("class", Quantity::Named(self.look.classes.clone())),
        }
    }
}

fn subscript(number: usize) -> String {
    number.to_string().chars().map(|digit| char::from_u32(0x2080 + digit as u32 - 0x30).unwrap_or(digit)).collect()
}

fn figure(id: &str, title: &str, caption: impl Into<Caption>, width: Width, body: Option<Body>) -> Figure {
    let body = body.unwrap_or_else(|| Body::Empty(AFTER.into()));
    Figure { id: id.into(), title: title.into(), caption: caption.into(), width, body }
}

fn map(opened: Option<&Opened>) -> Figure {
    let title = "A map of the code";
    let about = "Each test row is an ellipse: where its code lies, one standard deviation wide.";
    let Some(opened) = opened else { return figure("map", title, about, Width::Full, None) };
    let look = opened.look;
    let mut marks = Vec::new();
    if let Some(regions) = look.regions.first() {
        marks.push(confidence(regions));
        let border = |points| Mark::Line { name: "border of classes".into(), ink: Ink::Muted, dashed: false, points };
        marks.extend(borders(regions).into_iter().map(border));
    }
    for (class, name) in look.classes.iter().enumerate() {
        let of_class = || look.dots.iter().enumerate().filter(|(_, dot)| dot.label == class);
        if of_class().next().is_none() {
            continue;
        }
        marks.push(Mark::Ellipses {
            name: name.clone(),
            ink: Ink::Hue(class),
            centres: of_class().map(|(_, dot)| dot.mean).collect(),
            axes: of_class().map(|(_, dot)| covariance(dot.deviation)).collect(),
            edit: Some(PointEdit {
                key: "image".into(),
                values: of_class().map(|(index, _)| (index + 1).to_string()).collect(),
            }),
        });
    }
    let one = |name: &str, ink: Ink, seen: &Seen| Mark::Dots {
        name: name.into(),
        ink,
        points: vec![seen.dot.mean],
        edit: None,
    };
    if look.shown.len() > 1 {
        marks.push(Mark::Dots {
            name: "draws of the row looked at".into(),
            ink: Ink::Muted,
            points: look.row.clean.draws.clone(),
            edit: Some(PointEdit {
                key: "draw".into(),
                values: (1..=look.row.clean.draws.len()).map(|draw| draw.to_string()).collect(),
            }),
        });
    }
    marks.push(one("row looked at", Ink::Achieved, &look.row.clean));
    marks.push(one("the same attacked", Ink::Budget, &look.row.attacked));
    marks.extend(look.drawing.iter().map(|seen| one("your drawing", Ink::Ceiling, seen)));
    let shown = match look.regions.first() {
        Some(_) => " The ground shows how sure the decoder is; lines divide what it takes for one class from another.",
        None if look.shown.len() > 1 => {
            " Drawn are the two dimensions that say most; a code of two dimensions shows the decoder's regions too."
        }
        None => "",
    };
    let prior = match opened.config.prior {
        Prior::Standard => " The prior is a circle of radius 1 around the middle.",
        Prior::Diagonal | Prior::Mixture => "",
    };
    let caption = format!(
        "{about}{prior}{shown} Click an ellipse to look at its row. {} test rows; {}.",
        look.dots.len(),
        opened.which()
    );
    let colour = look.regions.first().map(|_| ColourScale {
        label: "decoder's confidence".into(),
        quantity: Quantity::Share,
        scale: Scale::Linear,
        range: [0.0, 1.0],
    });
    let chart = Chart { x: opened.axis(0), y: opened.axis(1), marks, colour };
    figure("map", title, caption, Width::Full, Some(Body::Chart(chart)))
}

fn covariance([x, y]: [f64; 2]) -> [f64; 3] {
    [x * x, 0.0, y * y]
}

fn edge(regions: &Regions, cell: usize) -> f64 {
    regions.reach * (2.0 * cell as f64 / GRID as f64 - 1.0)
}

fn confidence(regions: &Regions) -> Mark {
    let edges: Vec<f64> = (0..=GRID).map(|cell| edge(regions, cell)).collect();
    let values = regions.probability.iter().map(|share| f64::from(*share)).collect();
    Mark::HeatMap { x_edges: edges.clone(), y_edges: edges, values }
}

/// The edges between cells of different classes, joined to as few paths as a walk finds.
fn borders(regions: &Regions) -> Vec<Vec<[f64; 2]>> {
    let class = |x: usize, y: usize| regions.class[y * GRID + x];
    let mut edges: BTreeSet<[[usize; 2]; 2]> = BTreeSet::new();
    for y in 0..GRID {
        for x in 0..GRID {
            if x + 1 < GRID && class(x, y) != class(x + 1, y) {
                edges.insert([[x + 1, y], [x + 1, y + 1]]);
            }
            if y + 1 < GRID && class(x, y) != class(x, y + 1) {
                edges.insert([[x, y + 1], [x + 1, y + 1]]);
            }
        }
    }
    let mut paths = Vec::new();
    while let Some([start, mut end]) = edges.pop_first() {
        let mut path = vec![start, end];
        while let Some(next) = edges.iter().copied().find(|edge| edge.contains(&end)) {
            edges.remove(&next);
            end = if next[0] == end { next[1] } else { next[0] };
            path.push(end);
        }
        paths.push(path.into_iter().map(|corner| corner.map(|cell| edge(regions, cell))).collect());
    }
    paths
}

fn gallery(opened: Option<&Opened>) -> Figure {
    let title = "Test images";
    let about =
        "Click one to look at it. A frame marks what the network, averaging its draws, takes for something else.";
    let Some(opened) = opened else { return figure("gallery", title, about, Width::Full, None) };
    let look = opened.look;
    if look.gallery.is_empty() {
        let body = Body::Empty("The rows of a table have no pictures; choose one by its number or on the map.".into());
        return figure("gallery", title, about, Width::Full, Some(body));
    }
    let tile = |(index, thumb): (usize, &Thumb)| {
        let caption = match (&look.classes[thumb.label], &look.classes[thumb.answer]) {
            (label, answer) if label == answer => label.clone(),
            (label, answer) => format!("{label} as {answer}"),
        };
        Tile {
            edit: Some(("image".into(), (index + 1).to_string())),
            chosen: index == look.row.index,
            ink: (thumb.label != thumb.answer).then_some(Ink::Hue(1)),
            ..Tile::grey(caption, [digits::SIDE; 2], thumb.input.clone())
        }
    };
    let tiles = look.gallery.iter().enumerate().map(tile).collect();
    let body = Body::Images(Images { columns: 10, tiles, range: [-1.0, 1.0] });
    figure("gallery", title, format!("{about} {}.", opened.which()), Width::Full, Some(body))
}

fn row(opened: Option<&Opened>) -> Figure {
    let title = "The row looked at";
    let about = "A test row, what the attack makes of it, and what was changed.";
    let Some(opened) = opened else { return figure("row", title, about, Width::Half, None) };
    let look = opened.look;
    let likeliest = |seen: &Seen| {
        let best = (0..look.classes.len()).max_by(|a, b| seen.averaged[*a].total_cmp(&seen.averaged[*b])).unwrap_or(0);
        format!("{} ({:.0} %)", look.classes[best], 100.0 * seen.averaged[best])
    };
    let truth = &look.classes[look.row.label];
    let change: Vec<f32> = look.row.attacked.input.iter().zip(&look.row.clean.input).map(|(a, b)| a - b).collect();
    let caption = format!(
        "Test row {}, class {truth}. In brackets: the probability averaged over {} draws. Attack strength {}; {}.",
        look.row.index + 1,
        opened.config.shots,
        opened.config.epsilon,
        opened.which()
    );
    let inputs: Vec<(String, &[f32])> = [
        (format!("row {}: taken for {}", look.row.index + 1, likeliest(&look.row.clean)), &look.row.clean.input[..]),
        (format!("attacked: taken for {}", likeliest(&look.row.attacked)), &look.row.attacked.input[..]),
        ("what the attack changed".into(), &change[..]),
    ]
    .into_iter()
    .chain(look.drawing.iter().map(|seen| (format!("yours: taken for {}", likeliest(seen)), &seen.input[..])))
    .collect();
    let body = if look.is_image {
        let tile = |(caption, pixels): (String, &[f32])| Tile::grey(caption, [digits::SIDE; 2], pixels.to_vec());
        Body::Images(Images {
            columns: inputs.len(),
            tiles: inputs.into_iter().map(tile).collect(),
            range: [-1.0, 1.0],
        })
    } else {
        let line = |(i, (name, values)): (usize, (String, &[f32]))| Mark::Line {
            name,
            ink: Ink::Hue(i),
            dashed: i == 1,
            points: values.iter().enumerate().map(|(column, value)| [column as f64 + 1.0, f64::from(*value)]).collect(),
        };
        Body::Chart(Chart {
            x: Axis::linear("column", Quantity::Count),
            y: Axis::linear("standardised value", Quantity::Number),
            marks: inputs.into_iter().enumerate().map(line).collect(),
            colour: None,
        })
    };
    figure("row", title, caption, Width::Half, Some(body))
}

fn answers(opened: Option<&Opened>) -> Figure {
    let title = "What the decoder answers";
    let about = "The classes' probabilities for the row looked at: of one draw of its code, of many averaged, and when attacked.";
    let Some(opened) = opened else { return figure("answers", title, about, Width::Half, None) };
    let (look, config) = (opened.look, opened.config);
    let points = |values: &[f64]| values.iter().enumerate().map(|(class, share)| [class as f64, *share]).collect();
    let mut marks = bars("averaged", Ink::Achieved, &look.row.clean.averaged, 0.0);
    let mut dots = |name: String, ink: Ink, values: &[f64]| {
        marks.push(Mark::Dots { name, ink, points: points(values), edit: None });
    };
    dots(format!("draw {}", config.draw), Ink::Hue(1), &look.row.clean.of_draw);
    dots("attacked, averaged".into(), Ink::Budget, &look.row.attacked.averaged);
    if let Some(seen) = look.drawing.first() {
        dots("your drawing, averaged".into(), Ink::Hue(4), &seen.averaged);
    }
    let body = Body::Chart(Chart {
        x: Axis::linear("class", Quantity::Named(look.classes.clone())),
        y: Axis::linear("probability", Quantity::Share).within(0.0, 1.0),
        marks,
        colour: None,
    });
    let caption = format!("{about} The true class is {}; {}.", look.classes[look.row.label], opened.which());
    figure("answers", title, caption, Width::Half, Some(body))
}

fn dimensions(opened: Option<&Opened>) -> Figure {
    let title = "What each dimension carries";
    let about = "The rate, dimension by dimension: mean over test rows (bars), and of the row looked at (dots). A dimension at \
                 0 is not used.";
    let Some(opened) = opened else { return figure("dimensions", title, about, Width::Half, None) };
    let divergence = &opened.frame.points[opened.replica()].divergence;
    let mut marks = bars("mean of test rows", Ink::Achieved, divergence, 1.0);
    let own = opened.look.row.clean.divergence.iter().enumerate().map(|(k, nats)| [k as f64 + 1.0, *nats]).collect();
    marks.push(Mark::Dots { name: "row looked at".into(), ink: Ink::Hue(1), points: own, edit: None });
    let parts = divergence.len() as f64;
    let body = Body::Chart(Chart {
        x: Axis::linear("dimension", Quantity::Count).within(0.5, parts + 0.5),
        y: Axis::linear("rate", Quantity::Information),
        marks,
        colour: None,
    });
    let whole = if divergence.len() == 1 && opened.config.dimensions > 1 {
        " A mixture prior has no parts: the bar is the whole rate."
    } else {
        ""
    };
    figure("dimensions", title, format!("{about}{whole} {}.", opened.which()), Width::Half, Some(body))
}

fn calibration(opened: Option<&Opened>) -> Figure {
    let title = "Is it as sure as it is right?";
    let about = "Test rows by how sure the averaged answer is, in ten steps, and how often it was right there. On the dashed line \
                 confidence is earned; below it the network is too sure.";
    let Some(opened) = opened else { return figure("calibration", title, about, Width::Half, None) };
    let replica = opened.replica();
    let Some(calibration) = opened.frame.ending.first().map(|ending| &ending.calibration[replica]) else {
        return figure("calibration", title, about, Width::Half, None);
    };
    let points: Vec<[f64; 2]> =
        calibration.bins.iter().map(|(confidence, accuracy, _)| [*confidence, *accuracy]).collect();
    let marks = vec![
        Mark::Line { name: "earned".into(), ink: Ink::Muted, dashed: true, points: vec![[0.0, 0.0], [1.0, 1.0]] },
        Mark::Line { name: "test rows".into(), ink: Ink::Achieved, dashed: false, points: points.clone() },
        Mark::Dots { name: "test rows".into(), ink: Ink::Achieved, points, edit: None },
    ];
    let share = |label: &str| Axis::linear(label, Quantity::Share).within(0.0, 1.0);
    let body = Body::Chart(Chart { x: share("confidence"), y: share("right"), marks, colour: None });
    let n: usize = calibration.bins.iter().map(|(_, _, count)| count).sum();
    let caption = Caption::default()
        .words(format!("{about} Expected calibration error "))
        .number(calibration.expected_error, Quantity::Share)
        .words(format!(" over {n} rows; {}.", opened.which()));
    figure("calibration", title, caption, Width::Half, Some(body))
}
