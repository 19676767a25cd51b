//! Concept matrix search: classes found without training, by comparing images and names through concepts.

use crate::{concepts::largest, datasets::image_text::similarities};

/// What is done to the similarities to concepts before images and names are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// Each row divided by its sum, as published.
    RowSums,
    /// The mean row taken away, images' from images and names' from names.
    Centred,
}

/// The class of each image: that whose name has the row of similarities to concepts nearest in angle.
///
/// `of_images` is `[n, width]`, `of_names` is `[classes, width]`.
pub fn search(of_images: &[f64], of_names: &[f64], width: usize, treatment: Treatment) -> Vec<usize> {
    let treated = |rows: &[f64]| unit_rows(&treat(rows, width, treatment), width);
    nearest(&similarities(&treated(of_images), &treated(of_names), width), of_names.len() / width)
}

/// The class of each image of the largest similarity, `[n, classes]`.
pub fn nearest(similarities: &[f64], classes: usize) -> Vec<usize> {
    similarities.chunks_exact(classes).map(largest).collect()
}

fn treat(rows: &[f64], width: usize, treatment: Treatment) -> Vec<f64> {
    match treatment {
        Treatment::RowSums => rows
            .chunks_exact(width)
            .flat_map(|row| {
                let total: f64 = row.iter().sum();
                // A row that sums to nothing cannot be divided, and stays.
                row.iter().map(move |x| if total == 0.0 { *x } else { x / total })
            })
            .collect(),
        Treatment::Centred => {
            let n = (rows.len() / width) as f64;
            let mean = |k: usize| rows.iter().skip(k).step_by(width).sum::<f64>() / n;
            let means: Vec<f64> = (0..width).map(mean).collect();
            rows.iter().enumerate().map(|(at, x)| x - means[at % width]).collect()
        }
    }
}

fn unit_rows(rows: &[f64], width: usize) -> Vec<f64> {
    let unit = |row: &[f64]| {
        let length = row.iter().map(|x| x * x).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
        row.iter().map(|x| x / length).collect::<Vec<_>>()
    };
    rows.chunks_exact(width).flat_map(unit).collect()
}
