//! How a number is written: by what it is, in the visitor's unit.

use std::f64::consts::LN_2;

use super::figure::{Quantity, Unit};

impl Unit {
    pub fn name(self) -> &'static str {
        match self {
            Unit::Bits => "bits",
            Unit::Nats => "nats",
        }
    }

    /// A number of nats, in this unit.
    pub fn of_nats(self, nats: f64) -> f64 {
        match self {
            Unit::Bits => nats / LN_2,
            Unit::Nats => nats,
        }
    }
}

impl Quantity {
    /// The number as it stands on an axis: information in the visitor's unit, all else unchanged.
    pub fn shown(&self, value: f64, unit: Unit) -> f64 {
        match self {
            Quantity::Information => unit.of_nats(value),
            _ => value,
        }
    }

    /// The inverse of [`Quantity::shown`].
    pub fn held(&self, shown: f64, unit: Unit) -> f64 {
        match self {
            Quantity::Information => shown / unit.of_nats(1.0),
            _ => shown,
        }
    }

    /// The unit behind a label, or nothing.
    pub fn unit_name(&self, unit: Unit) -> &'static str {
        match self {
            Quantity::Information => unit.name(),
            Quantity::Seconds => "s",
            _ => "",
        }
    }

    /// A value with its unit, to four significant digits.
    pub fn written(&self, value: f64, unit: Unit) -> String {
        if !value.is_finite() {
            return "not a number".into();
        }
        match self {
            Quantity::Count => group_thousands(value.round()),
            Quantity::Share => format!("{} %", significant(value * 100.0, 3)),
            Quantity::Information | Quantity::Seconds => {
                format!("{} {}", significant(self.shown(value, unit), 4), self.unit_name(unit))
            }
            Quantity::Number => significant(value, 4),
            Quantity::Named(names) => named(names, value),
        }
    }

    /// A middle value, the interval it came from, and once their unit.
    pub fn written_between(&self, middle: f64, ends: [f64; 2], unit: Unit) -> String {
        let all = [middle, ends[0], ends[1]].map(|value| self.written(value, unit));
        let suffix = match self {
            Quantity::Share => " %".to_owned(),
            _ => format!(" {}", self.unit_name(unit)),
        };
        let bare = all.each_ref().map(|text| text.strip_suffix(suffix.trim_end()).map(str::trim_end));
        match bare {
            [Some(middle), Some(low), Some(high)] if suffix != " " => format!("{middle} [{low}, {high}]{suffix}"),
            _ => format!("{} [{}, {}]", all[0], all[1], all[2]),
        }
    }

    /// A tick's text: as short as the axis's step allows; `step` is in shown units.
    pub fn tick(&self, shown: f64, step: f64) -> String {
        match self {
            Quantity::Count => group_thousands(shown.round()),
            Quantity::Share => format!("{} %", decimals(shown * 100.0, step * 100.0)),
            Quantity::Named(names) => named(names, shown),
            _ => decimals(shown, step),
        }
    }
}

/// `digits` significant digits, without trailing zeros; powers of ten where plain digits would be long.
pub fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let magnitude = value.abs().log10().floor() as i32;
    if !(-4..6).contains(&magnitude) {
        // Rust writes the mantissa correctly rounded, 9.9996 as 1.000 of the next power.
        let written = format!("{value:.*e}", digits.saturating_sub(1));
        let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
        let power = format!("10{}", superscript(exponent.parse().unwrap_or(0)));
        return match trimmed(mantissa.to_owned()).as_str() {
            "1" => power,
            "−1" => format!("−{power}"),
            mantissa => format!("{mantissa} × {power}"),
        };
    }
    let places = (digits as i32 - 1 - magnitude).max(0) as usize;
    let text = format!("{value:.places$}");
    minus(if places == 0 { text } else { trimmed(text) })
}

fn named(names: &[String], value: f64) -> String {
    let index = value.round();
    if index < 0.0 || (value - index).abs() > 0.01 {
        return String::new();
    }
    names.get(index as usize).cloned().unwrap_or_default()
}

fn decimals(value: f64, step: f64) -> String {
    if value != 0.0 && (value.abs() >= 1e6 || value.abs() < 1e-4) {
        // As many digits as tell neighbouring ticks apart.
        let digits = (value.abs().log10().floor() - step.abs().log10().floor()).clamp(0.0, 15.0) as usize + 1;
        return significant(value, if step == 0.0 { 3 } else { digits });
    }
    let places = if step > 0.0 && step.is_finite() { (-step.log10().floor()).clamp(0.0, 6.0) as usize } else { 2 };
    let text = format!("{value:.places$}");
    minus(if text.trim_start_matches(['-', '0', '.']).is_empty() { text.trim_start_matches('-').into() } else { text })
}

fn trimmed(text: String) -> String {
    if !text.contains('.') {
        return minus(text);
    }
    minus(text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

fn minus(text: String) -> String {
    text.replace('-', "−")
}

fn group_thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && digits.len() > 4 {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    if value < 0.0 { format!("−{grouped}") } else { grouped }
}

fn superscript(exponent: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digits = exponent.unsigned_abs().to_string();
    let sign = if exponent < 0 { "⁻" } else { "" };
    sign.chars().chain(digits.bytes().map(|d| DIGITS[usize::from(d - b'0')])).collect()
}

/// A span of time for people: "4.2 s", "41 s", "2 min 05 s", "3 h 20 min".
pub fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 10.0 => format!("{s:.1} s"),
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5400.0 => format!("{:.0} min {:02.0} s", (s / 60.0).floor(), s % 60.0),
        s => format!("{:.0} h {:02.0} min", (s / 3600.0).floor(), s % 3600.0 / 60.0),
    }
}
