//! The lab's colours, each with a meaning, in two themes; the one source for charts, legends and exports.

use super::figure::{Chart, ColourScale, Ink, Scale};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    #[default]
    Light,
    Dark,
}

/// Red, green, blue.
pub type Rgb = (u8, u8, u8);

/// The shape that stands for a hue beside its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    Circle,
    Square,
    Triangle,
    Diamond,
    Wedge,
    Cross,
}

const HUES: usize = 6;
const LIGHT_HUES: [Rgb; HUES] =
    [(31, 103, 170), (180, 83, 9), (36, 120, 74), (124, 58, 200), (168, 40, 45), (84, 88, 98)];
const DARK_HUES: [Rgb; HUES] =
    [(108, 178, 240), (240, 160, 80), (106, 200, 140), (190, 150, 250), (244, 130, 120), (170, 174, 186)];
const MARKERS: [Marker; HUES] =
    [Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond, Marker::Wedge, Marker::Cross];

/// Time runs from dark to light on paper, the other way round in the dark; every colour stands out from its ground.
const LIGHT_TIME: [Rgb; 5] = [(38, 12, 84), (104, 28, 129), (160, 38, 108), (198, 66, 56), (196, 104, 20)];
const DARK_TIME: [Rgb; 5] = [(255, 226, 160), (252, 170, 96), (240, 112, 100), (204, 96, 170), (134, 96, 236)];
const LIGHT_HEAT: [Rgb; 3] = [(247, 246, 240), (120, 184, 178), (8, 80, 84)];
const DARK_HEAT: [Rgb; 3] = [(30, 33, 40), (40, 120, 122), (150, 236, 220)];

impl Theme {
    /// What charts are drawn on.
    pub fn ground(self) -> Rgb {
        match self {
            Theme::Light => (255, 255, 253),
            Theme::Dark => (27, 29, 35),
        }
    }

    /// Axis labels and ticks.
    pub fn text(self) -> Rgb {
        match self {
            Theme::Light => (74, 78, 88),
            Theme::Dark => (178, 182, 194),
        }
    }

    /// The darkest of a picture in light, the lightest in the dark.
    pub fn ink(self) -> Rgb {
        match self {
            Theme::Light => (27, 29, 35),
            Theme::Dark => (236, 235, 230),
        }
    }

    /// The two axes' own lines.
    pub fn axis(self) -> Rgb {
        match self {
            Theme::Light => (138, 140, 146),
            Theme::Dark => (118, 122, 134),
        }
    }

    /// How opaque a band is.
    pub fn band(self) -> f64 {
        match self {
            Theme::Light => 0.16,
            Theme::Dark => 0.22,
        }
    }

    /// Grid lines, which only hint.
    pub fn rule(self) -> Rgb {
        match self {
            Theme::Light => (232, 230, 222),
            Theme::Dark => (48, 51, 60),
        }
    }
}

impl Ink {
    pub fn rgb(self, theme: Theme) -> Rgb {
        match (self, theme) {
            (Ink::Hue(index), Theme::Light) => LIGHT_HUES[index % HUES],
            (Ink::Hue(index), Theme::Dark) => DARK_HUES[index % HUES],
            (Ink::Budget, Theme::Light) => (176, 92, 0),
            (Ink::Budget, Theme::Dark) => (242, 174, 72),
            (Ink::Ceiling, Theme::Light) => (40, 42, 50),
            (Ink::Ceiling, Theme::Dark) => (226, 226, 220),
            (Ink::Achieved, Theme::Light) => (11, 110, 110),
            (Ink::Achieved, Theme::Dark) => (79, 196, 186),
            (Ink::Muted, Theme::Light) => (126, 128, 136),
            (Ink::Muted, Theme::Dark) => (132, 136, 148),
        }
    }

    pub fn marker(self) -> Marker {
        match self {
            Ink::Hue(index) => MARKERS[index % HUES],
            _ => Marker::Circle,
        }
    }

    /// Whether a level line of this ink is dashed.
    pub fn is_dashed(self) -> bool {
        matches!(self, Ink::Ceiling | Ink::Muted)
    }
}

impl Marker {
    pub fn name(self) -> &'static str {
        match self {
            Marker::Circle => "circle",
            Marker::Square => "square",
            Marker::Triangle => "triangle",
            Marker::Diamond => "diamond",
            Marker::Wedge => "wedge",
            Marker::Cross => "cross",
        }
    }

    /// The outline at radius 1, y downwards; a circle has none.
    pub fn corners(self) -> &'static [[f64; 2]] {
        match self {
            Marker::Circle => &[],
            Marker::Square => &[[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
            Marker::Triangle => &[[0.0, -1.2], [1.1, 0.8], [-1.1, 0.8]],
            Marker::Diamond => &[[0.0, -1.3], [1.1, 0.0], [0.0, 1.3], [-1.1, 0.0]],
            Marker::Wedge => &[[0.0, 1.2], [1.1, -0.8], [-1.1, -0.8]],
            Marker::Cross => &[
                [-0.4, -1.1],
                [0.4, -1.1],
                [0.4, -0.4],
                [1.1, -0.4],
                [1.1, 0.4],
                [0.4, 0.4],
                [0.4, 1.1],
                [-0.4, 1.1],
                [-0.4, 0.4],
                [-1.1, 0.4],
                [-1.1, -0.4],
                [-0.4, -0.4],
            ],
        }
    }
}

impl Chart {
    /// Where a heat map's value lies on the chart's colour scale, or between the map's own extremes where it has none.
    pub fn heat_share(&self, values: &[f64]) -> impl Fn(f64) -> f64 + '_ {
        let finite = values.iter().copied().filter(|value| value.is_finite());
        let [low, high] = finite.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], v| [low.min(v), high.max(v)]);
        move |value| match &self.colour {
            Some(scale) => scale.share(value),
            None if high > low => (value - low) / (high - low),
            None => 1.0,
        }
    }
}

impl ColourScale {
    /// Where a value lies between the scale's ends, from 0 to 1.
    pub fn share(&self, value: f64) -> f64 {
        let [low, high] = self.range;
        let share = match self.scale {
            Scale::Linear => (value - low) / (high - low),
            Scale::Log => (value.max(f64::MIN_POSITIVE) / low).ln() / (high / low).ln(),
        };
        if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// The colour of time (an epoch, a β) at a share of its span.
pub fn time_colour(share: f64, theme: Theme) -> Rgb {
    match theme {
        Theme::Light => along(&LIGHT_TIME, share),
        Theme::Dark => along(&DARK_TIME, share),
    }
}

/// The colour of a heat map's cell at a share of its scale.
pub fn heat_colour(share: f64, theme: Theme) -> Rgb {
    match theme {
        Theme::Light => along(&LIGHT_HEAT, share),
        Theme::Dark => along(&DARK_HEAT, share),
    }
}

/// The grey of a picture's pixel: paper at 0, ink at 1, in either theme.
pub fn grey_colour(share: f64, theme: Theme) -> Rgb {
    along(&[theme.ground(), theme.ink()], share)
}

fn along(stops: &[Rgb], share: f64) -> Rgb {
    let place = share.clamp(0.0, 1.0) * (stops.len() - 1) as f64;
    let index = (place as usize).min(stops.len() - 2);
    let (a, b, part) = (stops[index], stops[index + 1], place - index as f64);
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * part).round() as u8;
    (mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}

/// As SVG writes a colour.
pub(super) fn hex((red, green, blue): Rgb) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}
