//! The visitor's files: every kind of number, every mistake's message, and nothing that makes the readers fall over.

use bottleneck_lab::datasets::arrays::{Array, LARGEST_FILE, MOST_VALUES, Npy, NpyError, read};
use proptest::prelude::*;

/// A .npy file of a version, with a header as numpy pads it.
fn npy_of_version(major: u8, header: &str, data: &[u8]) -> Vec<u8> {
    let wide = if major == 1 { 2 } else { 4 };
    let unpadded = 8 + wide + header.len() + 1;
    let header = format!("{header}{}\n", " ".repeat(unpadded.next_multiple_of(64) - unpadded));
    let length = (header.len() as u32).to_le_bytes();
    [b"\x93NUMPY".as_slice(), &[major, 0], &length[..wide], header.as_bytes(), data].concat()
}

fn npy(descr: &str, order: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    npy_of_version(1, &format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}"), data)
}

fn npy_f64(shape: &str, values: &[f64]) -> Vec<u8> {
    npy("<f8", "False", shape, &values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<_>>())
}

pub(crate) struct Member<'a> {
    name: &'a str,
    bytes: &'a [u8],
    method: u16,
    is_encrypted: bool,
    /// What the table of contents claims, where it is not the truth.
    claimed: Option<u32>,
    /// With its sizes in 64 bits.
    is_wide: bool,
}

pub(crate) fn member<'a>(name: &'a str, bytes: &'a [u8], method: u16) -> Member<'a> {
    Member { name, bytes, method, is_encrypted: false, claimed: None, is_wide: false }
}

/// A zip of the members, as the format's specification (APPNOTE.TXT) has it.
pub(crate) fn zip(members: &[Member]) -> Vec<u8> {
    let (mut file, mut table) = (Vec::new(), Vec::new());
    for member in members {
        let at = file.len() as u32;
        let packed = if member.method == 8 {
            miniz_oxide::deflate::compress_to_vec(member.bytes, 6)
        } else {
            member.bytes.to_vec()
        };
        let size = member.claimed.unwrap_or(member.bytes.len() as u32);
        let sizes = if member.is_wide { [u32::MAX; 2] } else { [packed.len() as u32, size] };
        let extra: Vec<u8> = if member.is_wide {
            let sizes = [u64::from(size).to_le_bytes(), (packed.len() as u64).to_le_bytes()].concat();
            // A field of another kind before it.
            [&[0x99, 0x77, 2, 0, 7, 7, 1, 0, 16, 0][..], &sizes].concat()
        } else {
            Vec::new()
        };
        let mut shared = Vec::new();
        for number in [20, u16::from(member.is_encrypted), member.method, 0, 0] {
            shared.extend(number.to_le_bytes());
        }
        for number in [crc32fast::hash(member.bytes), sizes[0], sizes[1]] {
            shared.extend(number.to_le_bytes());
        }
        shared.extend((member.name.len() as u16).to_le_bytes());
        shared.extend((extra.len() as u16).to_le_bytes());
        file.extend([&b"PK\x03\x04"[..], &shared, member.name.as_bytes(), &extra, &packed].concat());
        table.extend([&b"PK\x01\x02\x14\x00"[..], &shared, &[0; 10], &at.to_le_bytes()].concat());
        table.extend([member.name.as_bytes(), &extra].concat());
    }
    let (at, length, count) = (file.len() as u32, table.len() as u32, (members.len() as u16).to_le_bytes());
    file.extend(table);
    file.extend(
        [&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &length.to_le_bytes(), &at.to_le_bytes(), &[0; 2]].concat(),
    );
    file
}

/// The end of a zip, its table's place given in 64 bits.
fn with_wide_end(mut file: Vec<u8>) -> Vec<u8> {
    let end = file.split_off(file.len() - 22);
    let at = file.len() as u64;
    let count = u64::from(end[10]).to_le_bytes();
    let [length, place] = [12, 16].map(|from| u64::from(u32::from_le_bytes(end[from..from + 4].try_into().unwrap())));
    file.extend([&b"PK\x06\x06"[..], &44u64.to_le_bytes(), &[45, 0, 45, 0], &[0; 8], &count, &count].concat());
    file.extend([length.to_le_bytes(), place.to_le_bytes()].concat());
    file.extend([&b"PK\x06\x07\0\0\0\0"[..], &at.to_le_bytes(), &[1, 0, 0, 0]].concat());
    file.extend([&b"PK\x05\x06\0\0\0\0"[..], &[0xff; 12], &[0; 2]].concat());
    file
}

fn one(file_name: &str, bytes: &[u8]) -> Array {
    let mut arrays = read(file_name, bytes).unwrap_or_else(|error| panic!("{file_name}: {error}"));
    assert_eq!(arrays.len(), 1);
    arrays.remove(0)
}

fn csv(text: &str) -> Array {
    one("data.csv", text.as_bytes())
}

fn refusal(file_name: &str, bytes: &[u8]) -> String {
    match read(file_name, bytes) {
        Ok(arrays) => panic!("{file_name} was read: {arrays:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_kind_of_number_is_read_in_both_byte_orders() {
    /// The numbers as numpy writes them: little and big.
    macro_rules! both {
        ($code:literal, $values:expr) => {{
            let values = $values;
            let expected: Vec<f64> = values.iter().map(|value| *value as f64).collect();
            let little: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
            let big: Vec<u8> = values.iter().flat_map(|value| value.to_be_bytes()).collect();
            for (order, data) in [("<", &little), ("=", &little), (">", &big)] {
                let file = npy(&format!("{order}{}", $code), "False", &format!("({},)", values.len()), data);
                let array = one("numbers.npy", &file);
                assert_eq!(
                    (array.name(), array.shape(), array.values()),
                    ("numbers", &[values.len()][..], &expected[..])
                );
            }
        }};
    }
    both!("i1", [i8::MIN, -1, 0, i8::MAX]);
    both!("i2", [i16::MIN, -2, 0, i16::MAX]);
    both!("i4", [i32::MIN, -3, 0, i32::MAX]);
    both!("i8", [i64::MIN, -(1 << 53), 0, 1 << 53]);
    both!("u1", [0u8, 1, u8::MAX]);
    both!("u2", [0u16, 1, u16::MAX]);
    both!("u4", [0u32, 1, u32::MAX]);
    both!("u8", [0u64, 1, 1 << 53, 1 << 63]);
    both!("f4", [0.0f32, -1.5, 1.0 / 3.0, f32::MAX, f32::MIN_POSITIVE, 1e-45, f32::INFINITY]);
    both!("f8", [0.0f64, -1.5, 1.0 / 3.0, f64::MAX, f64::MIN_POSITIVE, 5e-324, f64::NEG_INFINITY]);
    for code in ["|i1", "|u1"] {
        assert_eq!(one("a.npy", &npy(code, "False", "(2,)", &[1, 100])).values(), [1.0, 100.0]);
    }
    let truths = one("a.npy", &npy("|b1", "False", "(4,)", &[0, 1, 2, 255]));
    assert_eq!(truths.values(), [0.0, 1.0, 1.0, 1.0]);
}

/// IEEE 754 binary16, by its bits.
#[test]
fn half_precision_is_read_to_the_bit() {
    let known = [
        (0x0000u16, 0.0),
        (0x0001, 2f64.powi(-24)),
        (0x03ff, 1023.0 * 2f64.powi(-24)),
        (0x0400, 2f64.powi(-14)),
        (0x3555, 0.333251953125),
        (0x3c00, 1.0),
        (0xc000, -2.0),
        (0x7bff, 65504.0),
        (0xfc00, f64::NEG_INFINITY),
    ];
    let little: Vec<u8> = known.iter().flat_map(|(bits, _)| bits.to_le_bytes()).collect();
    let big: Vec<u8> = known.iter().flat_map(|(bits, _)| bits.to_be_bytes()).collect();
    for (order, data) in [("<", little), (">", big)] {
        let array = one("a.npy", &npy(&format!("{order}f2"), "False", "(9,)", &data));
        assert_eq!(array.values(), known.map(|(_, value)| value));
    }
    assert!(one("a.npy", &npy("<f2", "False", "(1,)", &[0x01, 0x7e])).values()[0].is_nan());
}

#[test]
fn fortran_order_is_turned_into_rows() {
    // A[i][j][k] = 100 i + 10 j + k, of shape 2×3×4.
    let (mut c, mut fortran) = (Vec::new(), Vec::new());
    for (i, j, k) in (0..2).flat_map(|i| (0..3).flat_map(move |j| (0..4).map(move |k| (i, j, k)))) {
        c.push((100 * i + 10 * j + k) as u8);
    }
    for (k, j, i) in (0..4).flat_map(|k| (0..3).flat_map(move |j| (0..2).map(move |i| (k, j, i)))) {
        fortran.push((100 * i + 10 * j + k) as u8);
    }
    let rows = one("a.npy", &npy("|u1", "False", "(2, 3, 4)", &c));
    assert_ne!(c, fortran);
    assert_eq!(one("a.npy", &npy("|u1", "True", "(2, 3, 4)", &fortran)), rows);
    assert_eq!(rows.values()[23], 123.0);
    let samples = rows.samples().unwrap();
    assert_eq!((samples.n(), samples.dim(), samples.row(1)[5]), (2, 12, 111.0));
}

#[test]
fn arrays_have_any_number_of_axes() {
    let scalar = one("a.npy", &npy_f64("()", &[7.5]));
    assert_eq!((scalar.shape(), scalar.values()), (&[][..], &[7.5][..]));
    assert_eq!(scalar.samples().unwrap_err().to_string(), "array “a” of shape () holds no points");
    assert!(scalar.constant_columns().is_empty());
    let line = one("a.npy", &npy_f64("(3,)", &[1.0, 2.0, 3.0])).samples().unwrap();
    assert_eq!((line.n(), line.dim()), (3, 1));
    let deep = one("a.npy", &npy_f64("(2, 1, 1, 2, 1)", &[1.0, 2.0, 3.0, 4.0]));
    assert_eq!((deep.n(), deep.dim(), deep.samples().unwrap().row(1)), (2, 2, &[3.0, 4.0][..]));
    for shape in ["(0,)", "(0, 3)", "(3, 0)", "(0, 1099511627776)"] {
        let empty = one("a.npy", &npy_f64(shape, &[]));
        assert!(empty.values().is_empty() && empty.constant_columns().is_empty());
        assert!(empty.samples().unwrap_err().to_string().ends_with("holds no points"), "{shape}");
    }
}

#[test]
fn all_versions_and_ways_to_write_the_header_are_read() {
    let plain = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }";
    let data = [1.0f64, 2.0].map(f64::to_le_bytes).concat();
    for major in 1..=3 {
        assert_eq!(one("a.npy", &npy_of_version(major, plain, &data)).values(), [1.0, 2.0]);
    }
    for header in [
        "{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"<f8\"}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2L,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': [2]}",
        "  { 'descr' : '<f8' , 'fortran_order' : True , 'shape' : ( 2 , ) , } ",
    ] {
        assert_eq!(one("a.npy", &npy_of_version(1, header, &data)).values(), [1.0, 2.0], "{header}");
    }
    assert_eq!(
        refusal("a.npy", &npy_of_version(4, plain, &data)),
        "array “a”: version 4.0 of the .npy format is not known here, only 1.0, 2.0 and 3.0"
    );
}

#[test]
fn what_is_no_number_is_refused_by_its_dtype() {
    for (descr, what) in [
        ("|O", "Python objects"),
        ("<c8", "complex numbers"),
        ("<c16", "complex numbers"),
        ("|S5", "strings"),
        ("<U12", "strings"),
        ("|V8", "raw bytes"),
        ("<M8[ns]", "dates and times"),
        ("<f16", "a float of another length"),
        ("<i16", "a whole number of another length"),
        ("", "unknown"),
    ] {
        let said = refusal("a.npy", &npy(descr, "False", "(1,)", &[0; 16]));
        let allowed = "allowed are bool, int8 to int64, uint8 to uint64, float16, float32 and float64";
        assert_eq!(said, format!("array “a”: its dtype “{descr}” ({what}) cannot be read; {allowed}"));
    }
    let fields = "{'descr': [('x', '<f8'), ('y', '<i4', (2, 2))], 'fortran_order': False, 'shape': (1,), }";
    assert!(refusal("a.npy", &npy_of_version(1, fields, &[0; 24])).contains("its dtype “[…]” (a structure of fields)"));
}

#[test]
fn damaged_npy_files_are_refused_with_the_reason() {
    let header = |text: &str| refusal("a.npy", &npy_of_version(1, text, &[0; 8]));
    for (text, part) in [
        ("no dictionary", "“no dictionary” is no Python dictionary"),
        ("{'descr': '<f8', 'fortran_order': False}", "it has no “shape”"),
        ("{'descr': '<f8', 'shape': (1,)}", "it has no “fortran_order”"),
        ("{'fortran_order': False, 'shape': (1,)}", "it has no “descr”"),
        ("{'descr': '<f8', 'fortran_order': 1, 'shape': (1,)}", "its “fortran_order” is not what it should be"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': 1}", "its “shape” is not what it should be"),
        (
            "{'descr': '<f8', 'fortran_order': False, 'shape': ('1',)}",
            "its “shape” holds something that is no whole number",
        ),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}", "is no Python dictionary"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 1}", "“x” is not known"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x", "is no Python dictionary"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", "more values than any memory"),
        (
            "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 4294967296, 4294967296)}",
            "more values than any memory",
        ),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}", "is no Python dictionary"),
        (&"[".repeat(60_000), "is no Python dictionary"),
        (&"{'a':".repeat(10_000), "is no Python dictionary"),
    ] {
        assert!(header(text).contains(part), "{text}: {}", header(text));
    }
    let good = npy_f64("(2, 3)", &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    for cut in 0..good.len() {
        assert!(read("a.npy", &good[..cut]).is_err(), "cut at {cut}");
    }
    assert_eq!(
        refusal("a.npy", &good[..good.len() - 1]),
        "array “a”: the header promises 48 bytes of values, the file holds 47"
    );
    assert_eq!(Npy::parse(&[good, vec![0]].concat()).unwrap_err(), NpyError::Length { promised: 48, held: 49 });
    assert_eq!(refusal("a.npy", b"\x93NUMPY\x01\x00\xff"), "array “a”: the file ends in its header");
    assert_eq!(refusal("a.npy", b"1,2"), "array “a”: this is no .npy file: it does not begin with \\x93NUMPY");
}

#[test]
fn whole_numbers_are_never_rounded() {
    let said = refusal("labels.npy", &npy("<i8", "False", "(1,)", &((1i64 << 53) + 1).to_le_bytes()));
    assert_eq!(
        said,
        "array “labels”: it holds 9007199254740993, which double precision cannot hold exactly; whole numbers up to 2^53 are safe"
    );
    assert!(refusal("a.npy", &npy(">u8", "False", "(1,)", &u64::MAX.to_be_bytes())).contains("18446744073709551615"));
    assert!(refusal("a.npy", &npy("<i8", "False", "(1,)", &i64::MAX.to_le_bytes())).contains("9223372036854775807"));
}

#[test]
fn archives_give_all_their_arrays() {
    let x = npy_f64("(2, 2)", &[1.0, 2.0, 3.0, 4.0]);
    let y = npy("|u1", "False", "(2,)", &[7, 8]);
    let wide = Member { is_wide: true, ..member("y.npy", &y, 8) };
    let archive = zip(&[member("x.npy", &x, 0), member("notes.txt", b"hello", 8), wide]);
    for archive in [archive.clone(), with_wide_end(archive)] {
        let arrays = read("both.npz", &archive).unwrap();
        let [x, y] = &arrays[..] else { panic!("{arrays:?}") };
        assert_eq!((x.name(), x.shape(), x.values()), ("x", &[2, 2][..], &[1.0, 2.0, 3.0, 4.0][..]));
        assert_eq!((y.name(), y.shape(), y.values()), ("y", &[2][..], &[7.0, 8.0][..]));
        // Its content decides, not its name.
        assert_eq!(read("renamed.csv", &archive).unwrap(), arrays);
    }
}

#[test]
fn bad_archives_are_refused_with_the_reason() {
    let x = npy_f64("(200,)", &[1.5; 200]);
    let archive = |members: &[Member]| refusal("a.npz", &zip(members));
    assert_eq!(archive(&[]), "the archive holds no .npy array, it is empty");
    assert_eq!(archive(&[member("a.txt", b"", 0)]), "the archive holds no .npy array, only a.txt");
    assert_eq!(
        archive(&["a", "b", "c", "d"].map(|name| member(name, b"", 0))),
        "the archive holds no .npy array, only a, b, c, …"
    );
    assert_eq!(
        archive(&[member("x.npy", b"1,2", 8)]),
        "array “x”: this is no .npy file: it does not begin with \\x93NUMPY"
    );
    assert_eq!(
        archive(&[Member { is_encrypted: true, ..member("x.npy", &x, 0) }]),
        "the archive's “x.npy” is encrypted; only open archives can be read"
    );
    assert_eq!(
        archive(&[member("x.npy", &x, 12)]),
        "the archive's “x.npy” is packed with method 12; only stored (0) and deflated (8) members can be read"
    );
    // It would unpack to more, or to less, than it says.
    for claimed in [0, 100, x.len() as u32 - 1, x.len() as u32 + 1] {
        for method in [0, 8] {
            let said = archive(&[Member { claimed: Some(claimed), ..member("x.npy", &x, method) }]);
            assert_eq!(said, "the archive's “x.npy” was cut off or damaged", "{claimed}");
        }
    }
    let good = zip(&[member("x.npy", &x, 8)]);
    for cut in 4..good.len() {
        assert_eq!(
            refusal("a.npz", &good[..cut]),
            "the archive has no complete table of contents: it was cut off or damaged"
        );
    }
    let mut flipped = good.clone();
    flipped[60] ^= 0x10;
    assert_eq!(refusal("a.npz", &flipped), "the archive's “x.npy” was cut off or damaged");
    let mut part = good.clone();
    let end = part.len() - 22;
    part[end + 4] = 1;
    assert_eq!(refusal("a.npz", &part), "the archive is one part of several; only whole archives can be read");
    assert_eq!(refusal("a.npz", b"1,2"), "this is no .npz file: it is not a zip archive");
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let zeros = npy("|u1", "False", "(2000000,)", &[0; 2_000_000]);
    let claimed = |name, claimed| Member { claimed: Some(claimed), ..member(name, &zeros, 8) };
    assert_eq!(
        refusal("a.npz", &zip(&[claimed("a.npy", u32::MAX - 1)])),
        "the archive's arrays unpack to 4096 MiB; at most 512 MiB can be read here"
    );
    let half = LARGEST_FILE as u32 / 2 + 1;
    assert_eq!(
        refusal("a.npz", &zip(&[claimed("a.npy", half), claimed("b.npy", half)])),
        "the archive's arrays unpack to 513 MiB; at most 512 MiB can be read here"
    );
    // A count of members that are not there.
    let mut many = zip(&[member("a.npy", &zeros, 8)]);
    let end = many.len() - 22;
    many[end + 10..end + 12].copy_from_slice(&[0xfe, 0xff]);
    assert!(refusal("a.npz", &many).contains("no complete table of contents"));
}

#[test]
fn large_files_are_refused_naming_both_sizes() {
    // Untouched zeros take no memory.
    let large = vec![0; LARGEST_FILE as usize + 1];
    assert_eq!(refusal("a.npy", &large), "the file has 513 MiB; at most 512 MiB can be read here");
    let header = npy("|u1", "False", &format!("({},)", MOST_VALUES + 1), &[]);
    let mut many = vec![0; header.len() + MOST_VALUES + 1];
    many[..header.len()].copy_from_slice(&header);
    assert_eq!(
        refusal("a.npy", &many),
        "with array “a” the file has at least 67108865 values; at most 67108864 can be read here"
    );
}

#[test]
fn text_is_read_however_it_is_separated() {
    let expected = [1.0, -2.5, 3e-3, 4.0];
    for text in [
        "1,-2.5\n3e-3,4\n",
        "1,-2.5\r\n3e-3,4",
        "1,-2.5\r3e-3,4\r",
        "\u{feff}1,-2.5\n3e-3,4\n",
        "1;-2.5\n3e-3;4\n",
        "1\t-2.5\n3e-3\t4\n",
        "1 -2.5\n3e-3 4\n",
        "   1   -2.5  \n 3e-3    4\n",
        "\n\n1, -2.5\n\n   \n3e-3 ,4\n\n",
        "\"1\",\"-2.5\"\n\"3e-3\",\"4\"\n",
        "# written by numpy\n1.000000000000000000e+00 -2.500000000000000000e+00\n3e-3 +4.0e0\n",
    ] {
        let array = csv(text);
        assert_eq!((array.name(), array.shape(), array.values()), ("data", &[2, 2][..], &expected[..]), "{text:?}");
        assert!(array.columns().is_empty());
    }
    for text in ["1\n2\n3\n", "1\n\n2\r\n3"] {
        assert_eq!((csv(text).shape(), csv(text).values()), (&[3, 1][..], &[1.0, 2.0, 3.0][..]));
    }
    // Any name, unless it promises another format.
    for name in ["data.txt", "data.tsv", "data", "folder/data.csv", "C:\\folder\\data.dat", "data.CSV"] {
        assert_eq!((one(name, b"1,2").name(), one(name, b"1,2").values()), ("data", &[1.0, 2.0][..]));
    }
}

#[test]
fn a_first_row_that_is_no_numbers_names_the_columns() {
    for (text, names) in [
        ("height,weight\n1,2\n", ["height", "weight"]),
        ("height , 2\n1,2\n", ["height", "2"]),
        ("\"height; m\",\"the \"\"weight\"\"\"\n1,2\n", ["height; m", "the \"weight\""]),
        ("a (m;s),b\n1,2\n", ["a (m;s)", "b"]),
        ("größe;b\n1;2\n", ["größe", "b"]),
        (",x\n1,2\n", ["", "x"]),
        ("\"two\nlines\",x\n1,2\n", ["two\nlines", "x"]),
        ("x y\n1 2\n", ["x", "y"]),
    ] {
        let array = csv(text);
        assert_eq!(
            (array.columns(), array.shape(), array.values()),
            (&names.map(String::from)[..], &[1, 2][..], &[1.0, 2.0][..]),
            "{text:?}"
        );
    }
}

#[test]
fn bad_cells_are_refused_by_row_and_column() {
    let written = "not a number; numbers are written like -1.5 or 2e-3";
    for (text, said) in [
        ("a,b\n1,2\n3,x\n", format!("the cell at row 2 (line 3), column 2 “b” is “x”, {written}")),
        ("1,2\n3,x\n", format!("the cell at row 2 (line 2), column 2 is “x”, {written}")),
        ("\n1,2\n# more\n\n\r\n,4\n", format!("the cell at row 2 (line 6), column 1 is empty, {written}")),
        ("1;2\n1,5;3\n", format!("the cell at row 2 (line 2), column 1 is “1,5”, {written}")),
        ("1,2\n\"3\n4\",5", format!("the cell at row 2 (line 2), column 1 is “3\n4”, {written}")),
        (
            "1,2\n3,4,5\n",
            "row 2 (line 2) has 3 cells; the first row has 2, and all rows must have the same number".into(),
        ),
        (
            "a,b\n\n1\n",
            "row 1 (line 3) has 1 cells; the first row has 2, and all rows must have the same number".into(),
        ),
        ("1,2\r\r3,x\r", format!("the cell at row 2 (line 3), column 2 is “x”, {written}")),
        ("a,b\n", "there are no rows of numbers".into()),
        ("\n \n", "there are no rows of numbers".into()),
        ("# nothing\n", "there are no rows of numbers".into()),
    ] {
        assert_eq!(refusal("data.csv", text.as_bytes()), said, "{text:?}");
    }
    let long = refusal("data.csv", format!("1\n{}\n", "x".repeat(1000)).as_bytes());
    assert!(long.contains(&format!("is “{}…”, not", "x".repeat(40))), "{long}");
    assert!(refusal("data.csv", b"1,2\n3,\xff\n").contains("is “\u{fffd}”, not a number"));
}

#[test]
fn files_that_are_none_of_the_three_are_refused() {
    assert_eq!(refusal("a.csv", b""), "the file is empty; .npy, .npz and .csv files with numbers can be read");
    for bytes in [&b"\x89HDF\r\n\x1a\n\0\0"[..], b"PAR1\0\x15", b"\x1f\x8b\x08\0"] {
        assert_eq!(
            refusal("a.bin", bytes),
            "this is no array file; .npy, .npz and .csv files with numbers can be read"
        );
    }
    assert_eq!(refusal("a.csv", b"\xff\xfe1\0,\x002\0"), "the text is UTF-16; only UTF-8 can be read");
}

#[test]
fn what_is_not_finite_is_found_by_row_and_column() {
    let array = csv("a,b\n1,2\nnan,4\n5,-inf\n");
    assert_eq!(
        array.samples().unwrap_err().to_string(),
        "array “data”: the value at row 2, column 1 “a” (both counted from 1) is NaN; every value must be finite"
    );
    assert!(
        array.samples_of(&[1]).unwrap_err().to_string().contains("row 3, column 2 “b” (both counted from 1) is -inf")
    );
    let file = npy_f64("(2, 1, 2)", &[1.0, 2.0, 3.0, f64::INFINITY]);
    let error = one("x.npy", &file).samples().unwrap_err().to_string();
    assert_eq!(
        error,
        "array “x”: the value at row 2, column 2 (both counted from 1) is inf; every value must be finite"
    );
}

#[test]
fn columns_are_taken_in_the_order_asked_for() {
    let array = csv("a,b,c\n1,2,3\n4,nan,6\n");
    let samples = array.samples_of(&[2, 0]).unwrap();
    assert_eq!((samples.n(), samples.dim(), samples.values()), (2, 2, &[3.0, 1.0, 6.0, 4.0][..]));
    assert!(array.samples_of(&[]).is_err());
}

#[test]
fn constant_columns_are_found() {
    assert_eq!(csv("1,2,3,0\n1,3,3,-0\n1,2,3,0\n").constant_columns(), [0, 2, 3]);
    assert_eq!(csv("nan,1\nnan,1\n").constant_columns(), [1]);
    assert_eq!(one("a.npy", &npy_f64("(3,)", &[4.0; 3])).constant_columns(), [0]);
    assert_eq!(csv("1,2\n2,1\n").constant_columns(), [0usize; 0]);
}

/// Read as every kind of file; what is read must be whole.
fn is_read_or_refused(bytes: &[u8]) {
    for name in ["a.npy", "a.npz", "a.csv"] {
        match read(name, bytes) {
            Ok(arrays) => {
                assert!(!arrays.is_empty());
                for array in arrays {
                    assert_eq!(array.shape().iter().product::<usize>(), array.values().len());
                    assert!(array.columns().is_empty() || array.columns().len() == array.dim());
                    assert!(array.constant_columns().len() <= array.dim());
                    if let Ok(samples) = array.samples() {
                        assert_eq!((samples.n(), samples.dim()), (array.n(), array.dim()));
                    }
                }
            }
            Err(error) => assert!(error.to_string().len() < 2000, "{error}"),
        }
    }
}

fn valid_files() -> Vec<Vec<u8>> {
    let x = npy_f64("(3, 2)", &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let y = npy(">i2", "True", "(2, 1)", &[0, 1, 0, 2]);
    let members = [member("x.npy", &x, 8), Member { is_wide: true, ..member("y.npy", &y, 0) }];
    vec![
        x.clone(),
        y.clone(),
        zip(&members),
        with_wide_end(zip(&members)),
        b"a,b\n1,2\n\"3\",4e1\n\n5,6".to_vec(),
        b"1 2\r\n3 4\r\n".to_vec(),
    ]
}

#[test]
fn no_single_bit_brings_the_readers_down() {
    for file in valid_files() {
        for cut in 0..=file.len() {
            is_read_or_refused(&file[..cut]);
        }
        for at in 0..file.len() {
            for bit in 0..8 {
                let mut flipped = file.clone();
                flipped[at] ^= 1 << bit;
                is_read_or_refused(&flipped);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_bytes_bring_the_readers_down(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        is_read_or_refused(&bytes);
        for beginning in [&b"\x93NUMPY\x01\x00"[..], b"PK\x03\x04", b"1,2\n"] {
            is_read_or_refused(&[beginning, &bytes].concat());
        }
    }

    #[test]
    fn no_text_brings_the_readers_down(text in "[-0-9a,;\"#. \t\r\n]{0,80}", header in "[{}()\\[\\]',:0-9LTrue<f8descrshapefortran_order ]{0,80}") {
        is_read_or_refused(text.as_bytes());
        is_read_or_refused(&npy_of_version(1, &header, &[0; 8]));
    }

    #[test]
    fn no_changed_bytes_bring_the_readers_down(
        which in 0usize..6,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), prop_oneof![Just(0u8), Just(255), any::<u8>()]), 1..6),
    ) {
        let mut file = valid_files().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        is_read_or_refused(&file);
    }

    #[test]
    fn text_gives_back_what_was_written(rows in proptest::collection::vec(proptest::array::uniform3(any::<f64>().prop_filter("finite", |it| it.is_finite())), 1..8)) {
        for separator in [",", ";", "\t", " "] {
            let text: String = rows.iter().map(|row| row.map(|value| format!("{value:e}")).join(separator) + "\n").collect();
            prop_assert_eq!(csv(&text).values().to_vec(), rows.concat());
        }
    }
}
