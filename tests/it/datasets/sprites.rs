//! Mini-sprites against the geometry that made them.

use std::{collections::BTreeSet, f64::consts::PI};

use bottleneck_lab::datasets::sprites::{IMAGES, LEVELS, PIXELS, SIDE, Shape, image, images, index, levels};

const SHAPES: [Shape; 3] = [Shape::Disc, Shape::Square, Shape::Diamond];

fn half_width(level: usize) -> f64 {
    2.0 + 3.0 * level as f64 / 7.0
}

/// Grey levels with the middles of their pixels: `[grey, x, y]`.
fn places(pixels: &[f32]) -> Vec<[f64; 3]> {
    let place = |i: usize| [(i % SIDE) as f64 + 0.5, (i / SIDE) as f64 + 0.5];
    pixels.iter().enumerate().map(|(i, grey)| [f64::from(*grey), place(i)[0], place(i)[1]]).collect()
}

#[test]
fn every_combination_of_levels_has_one_image() {
    let all: BTreeSet<[usize; 3]> = (0..IMAGES).map(levels).collect();
    assert_eq!((all.len(), IMAGES), (512, LEVELS.pow(3)));
    assert!(all.iter().flatten().all(|level| *level < LEVELS));
    assert!((0..IMAGES).all(|i| index(levels(i)) == i));
    assert_eq!(levels(1), [1, 0, 0]);
    for shape in SHAPES {
        let images = images(shape);
        assert_eq!(images.len(), IMAGES * PIXELS);
        let distinct: BTreeSet<Vec<u32>> = images
            .chunks_exact(PIXELS)
            .map(|pixels| pixels.iter().map(|grey| (64.0 * grey) as u32).collect())
            .collect();
        assert_eq!(distinct.len(), IMAGES, "{shape:?}");
        assert_eq!(images[index([2, 5, 7]) * PIXELS..][..PIXELS], image(shape, [2, 5, 7]));
    }
}

#[test]
fn greys_are_how_much_of_a_pixel_is_covered() {
    for shape in SHAPES {
        for i in 0..IMAGES {
            let pixels = image(shape, levels(i));
            assert!(pixels.iter().all(|grey| (0.0..=1.0).contains(grey)));
            let r = half_width(levels(i)[2]);
            let area = match shape {
                Shape::Disc => PI * r * r,
                Shape::Square => 4.0 * r * r,
                Shape::Diamond => 2.0 * r * r,
            };
            let covered: f64 = pixels.iter().map(|grey| f64::from(*grey)).sum();
            // Edges are counted on finer pixels an eighth as wide.
            assert!((covered - area).abs() < 0.5 * r, "{shape:?} {:?}: {covered} {area}", levels(i));
        }
    }
}

#[test]
fn a_shape_lies_where_its_levels_say_and_wholly_on_the_image() {
    for shape in SHAPES {
        for i in 0..IMAGES {
            let [x, y, size] = levels(i);
            let places = places(&image(shape, [x, y, size]));
            let covered: f64 = places.iter().map(|place| place[0]).sum();
            let middle = |axis: usize| places.iter().map(|place| place[0] * place[axis]).sum::<f64>() / covered;
            let centre = |level: usize| 5.0 + 6.0 * level as f64 / 7.0;
            for (axis, level) in [(1, x), (2, y)] {
                let (found, expected) = (middle(axis), centre(level));
                assert!((found - expected).abs() < 0.07, "{shape:?} {:?}: {found} {expected}", levels(i));
                let reach = places.iter().filter(|place| place[0] > 0.0).map(|place| (place[axis] - expected).abs());
                let reach = reach.fold(0.0, f64::max);
                assert!(reach < half_width(size) + 0.5, "{shape:?} {:?}: {reach}", levels(i));
            }
        }
    }
}

#[test]
fn mirrored_levels_are_mirrored_images() {
    for shape in SHAPES {
        let (left, right) = (image(shape, [1, 3, 4]), image(shape, [6, 3, 4]));
        for (left, right) in left.chunks_exact(SIDE).zip(right.chunks_exact(SIDE)) {
            let back: Vec<f32> = right.iter().rev().copied().collect();
            assert_eq!(left, back, "{shape:?}");
        }
    }
}

/// A choice is shown by its value.
#[test]
fn shapes_are_named_as_they_are_written() {
    let names: Vec<String> = SHAPES.iter().map(|shape| serde_json::to_string(shape).unwrap()).collect();
    let listed: Vec<String> = Shape::NAMES.iter().map(|(value, _)| format!("\"{value}\"")).collect();
    assert_eq!(names, listed);
}
