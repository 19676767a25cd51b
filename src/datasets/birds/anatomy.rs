//! Where the parts of a bird lie, and what colours the concepts give them.

use super::WIDTH;

/// What lies on a pixel. Some parts are there only where a concept is true, and else what lies beneath is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Background,
    Body,
    Head,
    Eye,
    Belly,
    Breast,
    Wing,
    WingBar,
    Crown,
    Throat,
    EyeRing,
    Beak,
    BeakTip,
    Tail { tip: bool, stripe: bool },
    Legs,
}

const BODY: [f32; 3] = [0.56, 0.44, 0.32];
const HEAD: [f32; 3] = [0.66, 0.54, 0.42];
const DARK: [f32; 3] = [0.12, 0.10, 0.10];
const LIGHT: [f32; 3] = [0.94, 0.92, 0.86];
const ORANGE: [f32; 3] = [0.96, 0.54, 0.10];
const HORN: [f32; 3] = [0.30, 0.29, 0.31];

/// What lies on a pixel of an unmoved bird, which looks to the right.
pub(super) fn part(x: usize, y: usize) -> Part {
    let (px, py) = (x as f64 + 0.5, y as f64 + 0.5);
    let ellipse = |cx: f64, cy: f64, rx: f64, ry: f64| ((px - cx) / rx).powi(2) + ((py - cy) / ry).powi(2) <= 1.0;
    let within = |left: usize, right: usize, top: usize, bottom: usize| {
        (left..=right).contains(&x) && (top..=bottom).contains(&y)
    };
    let head = ellipse(21.0, 10.5, 4.2, 4.2);
    // From what lies on top to what lies beneath.
    if within(21, 21, 9, 9) {
        Part::Eye
    } else if within(20, 22, 8, 10) {
        Part::EyeRing
    } else if head && y <= 7 {
        Part::Crown
    } else if (head && y >= 12 && x >= 20) || within(20, 22, 13, 14) {
        Part::Throat
    } else if head {
        Part::Head
    } else if within(25, 26, 10, 11) {
        Part::Beak
    } else if within(27, 29, 10, 11) {
        Part::BeakTip
    } else if ellipse(12.0, 16.0, 4.6, 2.8) {
        if within(11, 12, 13, 18) { Part::WingBar } else { Part::Wing }
    } else if ellipse(14.5, 17.5, 7.5, 5.2) {
        if x + 2 * y == 54 || (x >= 17 && y <= 17 && (x + y).is_multiple_of(2)) {
            Part::Breast
        } else if y >= 19 {
            Part::Belly
        } else {
            Part::Body
        }
    } else if within(2, 8, 14, 17) {
        Part::Tail { tip: x < 5, stripe: x % 2 == 1 }
    } else if within(12, 12, 22, 26) || within(16, 16, 22, 26) || within(12, 13, 26, 26) || within(16, 17, 26, 26) {
        Part::Legs
    } else {
        Part::Background
    }
}

impl Part {
    pub(super) fn colour(self, concepts: &[bool; WIDTH], background: [f32; 3]) -> [f32; 3] {
        let [yellow_belly, red_wing, wing_bar, dark_crown, long_beak, orange_beak, ..] = *concepts;
        let [.., long_tail, striped_tail, orange_legs, eye_ring, breast_spots, blue_throat] = *concepts;
        let either = |concept: bool, with: [f32; 3], without: [f32; 3]| if concept { with } else { without };
        let wing = either(red_wing, [0.78, 0.20, 0.16], [0.50, 0.50, 0.52]);
        let beak = either(orange_beak, ORANGE, HORN);
        let tail = |stripe: bool| either(stripe && striped_tail, LIGHT, BODY);
        match self {
            Part::Background => background,
            Part::Body => BODY,
            Part::Head => HEAD,
            Part::Eye => DARK,
            Part::Belly => either(yellow_belly, [0.94, 0.82, 0.22], LIGHT),
            Part::Breast => either(breast_spots, DARK, BODY),
            Part::Wing => wing,
            Part::WingBar => either(wing_bar, LIGHT, wing),
            Part::Crown => either(dark_crown, DARK, HEAD),
            Part::Throat => either(blue_throat, [0.18, 0.34, 0.80], HEAD),
            Part::EyeRing => either(eye_ring, LIGHT, HEAD),
            Part::Beak => beak,
            Part::BeakTip => either(long_beak, beak, background),
            Part::Tail { tip, stripe } => either(long_tail || !tip, tail(stripe), background),
            Part::Legs => either(orange_legs, ORANGE, HORN),
        }
    }

    /// Whether a concept's value can change its colour.
    pub(super) fn shows(self, k: usize) -> bool {
        match self {
            Part::Background | Part::Body | Part::Head | Part::Eye => false,
            Part::Belly => k == 0,
            Part::Wing => k == 1,
            Part::WingBar => k == 1 || k == 2,
            Part::Crown => k == 3,
            Part::Beak => k == 5,
            Part::BeakTip => k == 4 || k == 5,
            Part::Tail { tip, stripe } => (tip && k == 6) || (stripe && k == 7),
            Part::Legs => k == 8,
            Part::EyeRing => k == 9,
            Part::Breast => k == 10,
            Part::Throat => k == 11,
        }
    }
}
