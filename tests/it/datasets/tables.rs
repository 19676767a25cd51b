//! A visitor's tables: what is read of text, arrays and archives of pictures, and what mistakes are told.

use std::rc::Rc;

use bottleneck_lab::datasets::tables::{Part, Table, TableError, Values, read};

use super::arrays::{member, zip};

const STORED: u16 = 0;
/// Two halves of 12 × 16 pixels: blue on the left, red on the right.
const HALVES: &[u8] = include_bytes!("../../oracles/halves.jpg");

fn table(files: &[(&str, &[u8])]) -> Result<Table, TableError> {
    let files: Vec<(String, Rc<[u8]>)> = files.iter().map(|(name, bytes)| ((*name).into(), Rc::from(*bytes))).collect();
    read(&files)
}

fn of(text: &str) -> Table {
    table(&[("t.csv", text.as_bytes())]).unwrap()
}

fn refused(files: &[(&str, &[u8])]) -> String {
    table(files).expect_err("it was read").to_string()
}

fn names(table: &Table) -> Vec<&str> {
    table.parts.iter().map(|part| part.name.as_str()).collect()
}

/// A PNG file of one colour type; `samples` are its bytes.
pub(crate) fn png_file(width: u32, height: u32, colour: png::ColorType, samples: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colour);
    encoder.write_header().unwrap().write_image_data(samples).unwrap();
    bytes
}

#[test]
fn columns_are_numbers_or_words_and_go_together_by_their_names() {
    let table = of("bird,has_wing1,has_wing2,x0,x1,x2,mixed1,mixed2\nowl,1,0,0.5,2,-1,0,3\nape,0,0,1.5,2,-2,1,4\n");
    assert_eq!(table.rows, 2);
    assert_eq!(names(&table), ["bird", "has_wing", "x", "mixed1", "mixed2"]);
    let x = &table.parts[2];
    assert_eq!(x.columns, ["x0", "x1", "x2"]);
    assert_eq!(x.values, Values::Numbers(vec![0.5, 2.0, -1.0, 1.5, 2.0, -2.0]));
    assert_eq!(table.parts[1].concepts().unwrap(), [true, false, false, false]);
    assert!(table.parts[1].is_concepts() && !x.is_concepts() && !table.parts[0].is_concepts());
    assert_eq!(table.parts[0].classes(5).unwrap(), (vec![1, 0], vec!["ape".into(), "owl".into()]));
    assert_eq!(table.parts[3].classes(5).unwrap(), (vec![0, 1], vec!["0".into(), "1".into()]));
    // Without names, columns are counted; another separator is found.
    assert_eq!(names(&of("1;2.5\n0;3.5\n")), ["column 1", "column 2"]);
}

#[test]
fn yes_and_no_are_told_in_several_words_and_nothing_else() {
    let table = of("a,b,c,d\nyes,True,present,yes\nNo,false,absent,maybe\n");
    for part in &table.parts[..3] {
        assert_eq!(part.concepts().unwrap(), [true, false], "{}", part.name);
    }
    let problem = table.parts[3].concepts().unwrap_err();
    assert!(problem.contains("“d” holds “maybe” at row 2") && problem.contains("yes and no"), "{problem}");
    let problem = of("a,b\n1,2\n,3\n").parts[0].numbers().unwrap_err();
    assert!(problem.contains("“a” holds nothing at row 2"), "{problem}");
    let problem = of("a,b\n1,NaN\n2,3\n").parts[1].numbers().unwrap_err();
    assert!(problem.contains("“b” holds NaN at row 1"), "{problem}");
    let problem = of("a,b\n1,2\n2,3\n3,3\n").parts[0].classes(2).unwrap_err();
    assert!(problem.contains("3 different values") && problem.contains("from 2 to 2"), "{problem}");
}

#[test]
fn what_cannot_be_a_table_says_why() {
    for (files, said) in [
        (&[][..], "there is no table"),
        (&[("t.csv", &b""[..])], "t.csv: the file is empty"),
        (&[("t.csv", b"a,b\n")], "no rows below"),
        (&[("t.csv", b"a,b\n1,2\n3\n")], "row 2 (line 3) has 1 cells"),
        (&[("t.csv", b"a,b\n1,2\n"), ("u.csv", b"c\n1\n2\n")], "“a” of t.csv has 1 rows, but “c” of u.csv has 2"),
        (&[("t.csv", b"a,b\n1,2\n"), ("u.csv", b"A,c\n1,2\n")], "two columns have the name “A”"),
    ] {
        let message = refused(files);
        assert!(message.contains(said), "{message}, not {said}");
    }
}

#[test]
fn pictures_come_from_arrays_and_archives() {
    // Four quarters, the lower right one bright, in colour: rows of pixels, then planes.
    let red = png_file(2, 2, png::ColorType::Rgb, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0]);
    let grey = png_file(1, 1, png::ColorType::GrayscaleAlpha, &[51, 7]);
    let text = b"file,label\nb,dark\npictures/a.png,red\nHALVES.jpg,two\n";
    let archive = zip(&[
        member("pictures/a.png", &red, STORED),
        member("b.png", &grey, STORED),
        member("halves.jpg", HALVES, STORED),
        member("__MACOSX/._b.png", b"\0", STORED),
        member("concepts.csv", text, STORED),
    ]);
    let table = table(&[("birds.zip", &archive)]).unwrap();
    assert_eq!((table.rows, names(&table)), (3, vec!["label"]));
    let pictures = table.pictures.unwrap();
    assert_eq!(pictures.n(), 3);
    assert_eq!(pictures.picture(0, 2).unwrap(), [0.2; 12]);
    assert_eq!(pictures.picture(1, 2).unwrap(), [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    // Made larger, edges fall where they did; made smaller, a pixel is the mean.
    let large = pictures.picture(1, 4).unwrap();
    assert_eq!(large[..16].iter().filter(|value| **value == 1.0).count(), 4);
    assert_eq!(pictures.picture(1, 1).unwrap(), [0.25, 0.0, 0.0]);
    // A JPEG's colours are near those it was made of: (20, 60, 200) and (200, 30, 60).
    let halves = pictures.picture(2, 2).unwrap();
    for (at, wanted) in [(0, 20.0), (1, 200.0), (4, 60.0), (5, 30.0), (8, 200.0), (9, 60.0)] {
        assert!((halves[at] * 255.0 - wanted).abs() < 8.0, "{at}: {}, not {wanted}", halves[at] * 255.0);
    }
}

#[test]
fn archives_that_do_not_fit_say_why() {
    let grey = png_file(1, 1, png::ColorType::Grayscale, &[9]);
    let with = |text: &[u8], picture: &[u8]| zip(&[member("a.png", picture, STORED), member("t.csv", text, STORED)]);
    let message = refused(&[("p.zip", &with(b"file,label\nb.png,x\n", &grey))]);
    assert!(message.contains("names the pictures of p.zip") && message.contains("“a.png”"), "{message}");
    let message = refused(&[("p.zip", &zip(&[member("t.txt", b"", STORED)]))]);
    assert!(message.contains("neither arrays (.npy) nor pictures"), "{message}");
    for broken in [&b"\x89PNG\r\n\x1a\n"[..], b"JFIF", &grey[..30], &HALVES[..40]] {
        let table = table(&[("p.zip", &with(b"file,label\na.png,x\n", broken))]).unwrap();
        let message = table.pictures.unwrap().picture(0, 4).unwrap_err().to_string();
        assert!(message.contains("“a.png” cannot be read as a PNG or JPEG"), "{message}");
    }
}

#[test]
fn parts_say_what_they_hold() {
    let table = of("a,b,c1,c2\nx,1,-0.5,2\ny,0,1.25,3\n");
    let held: Vec<String> = table.parts.iter().map(Part::described).collect();
    assert_eq!(held, ["words, 2 different", "yes or no, 50 % yes", "2 columns, numbers from −0.5 to 3"]);
}
