//! The forty tasks of Czyż et al. 2023, as sources.

use super::{Source, base::Base, error::SourceError, maps::Map};

const ACROSS: [Map; 2] = [Map::Spiral { first: 0, speed: 1.0 / 3.0 }, Map::Spiral { first: 1, speed: 1.0 / 3.0 }];

/// Every task with its id, in the paper's order.
pub fn benchmark() -> Result<Vec<(String, Source)>, SourceError> {
    let mut tasks: Vec<(String, Source)> = Vec::new();
    let mut add = |id: String, base: Base, x: &[Map], y: &[Map]| {
        tasks.push((id, Source::new(base)?.mapped(x, y)?));
        Ok(())
    };
    let normal = || Base::PairedNormal { dim: 1, pairs: 1, correlation: 0.75 };
    let both: [(&str, &[Map]); 2] = [("normal-cdf", &[Map::NormalCdf]), ("half-cube", &[Map::HalfCube])];

    add("normal-1".into(), normal(), &[], &[])?;
    for (name, maps) in both {
        add(format!("{name}-normal-1"), normal(), maps, maps)?;
    }
    add("wiggly-normal-1".into(), normal(), &[Map::WigglyX], &[Map::WigglyY])?;
    add("bimodal-1".into(), normal(), &[Map::BimodalX], &[Map::BimodalY])?;
    add("swiss-roll-1".into(), normal(), &[Map::NormalCdf, Map::SwissRoll], &[Map::NormalCdf])?;
    for (name, reach) in [("0.1", 0.1), ("0.75", 0.75)] {
        add(format!("additive-{name}"), Base::Additive { reach }, &[], &[])?;
    }

    for dim in [2, 3, 5, 25, 50] {
        add(format!("dense-{dim}"), Base::DenseNormal { dim, correlation: 0.5 }, &[], &[])?;
    }
    let two_pairs = |dim| Base::PairedNormal { dim, pairs: 2, correlation: 0.8 };
    add("two-pairs-2".into(), two_pairs(2), &[], &[])?;
    for dim in [3, 5, 25] {
        add(format!("two-pairs-{dim}"), two_pairs(dim), &[], &[])?;
        for (name, maps) in both {
            add(format!("{name}-two-pairs-{dim}"), two_pairs(dim), maps, maps)?;
        }
        let [x, y] = ACROSS;
        add(format!("spiral-two-pairs-{dim}"), two_pairs(dim), &[x], &[y])?;
        let (x, y) = ([Map::NormalCdf, x], [Map::NormalCdf, y]);
        add(format!("spiral-normal-cdf-two-pairs-{dim}"), two_pairs(dim), &x, &y)?;
    }

    let student = |dim, freedom| Base::Student { dim, pairs: 0, correlation: 0.0, freedom };
    for (dim, freedom) in [(1, 1), (2, 1), (2, 2), (3, 2), (3, 3), (5, 2), (5, 3)] {
        add(format!("student-{dim}-{freedom}"), student(dim, f64::from(freedom)), &[], &[])?;
    }
    for (dim, freedom) in [(1, 1), (2, 1), (3, 2), (5, 2)] {
        let maps = [Map::Asinh];
        add(format!("asinh-student-{dim}-{freedom}"), student(dim, f64::from(freedom)), &maps, &maps)?;
    }
    Ok(tasks)
}
