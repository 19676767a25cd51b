//! NumPy's array files: one array of numbers each.

use half::f16;

use super::{Array, ArraysError, error::NpyError, header::Header};

const MAGIC: &[u8] = b"\x93NUMPY";

/// A .npy file whose header was read and whose values are as many as it promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Npy<'a> {
    pub dtype: Dtype,
    /// The values stand with the first axis fastest.
    pub fortran_order: bool,
    pub shape: Vec<usize>,
    /// The values as they stand in the file.
    pub data: &'a [u8],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dtype {
    kind: Kind,
    is_big_endian: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F16,
    F32,
    F64,
}

pub fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The array of a .npy file, which may hold so many values.
pub fn array(name: &str, bytes: &[u8], most_values: usize) -> Result<Array, ArraysError> {
    let named = |error| ArraysError::Npy { array: name.to_owned(), error };
    let file = Npy::parse(bytes).map_err(named)?;
    let values = file.data.len() / file.dtype.size();
    if values > most_values {
        let values = values.to_string();
        return Err(ArraysError::TooMany { what: format!("with array “{name}” the file has at least"), values });
    }
    let values = file.values().map_err(named)?;
    Ok(Array { name: name.to_owned(), shape: file.shape, values, columns: Vec::new() })
}

impl<'a> Npy<'a> {
    /// Reads versions 1.0, 2.0 and 3.0 of the format: magic, version, header length, header, values.
    ///
    /// <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>
    pub fn parse(file: &'a [u8]) -> Result<Self, NpyError> {
        let rest = file.strip_prefix(MAGIC).ok_or(NpyError::Magic)?;
        let ([major, minor], rest) = rest.split_first_chunk().ok_or(NpyError::Truncated)?;
        let (length, rest) = match (major, minor) {
            (1, 0) => rest.split_first_chunk().map(|(length, rest)| (u16::from_le_bytes(*length).into(), rest)),
            (2 | 3, 0) => rest.split_first_chunk().map(|(length, rest)| (u32::from_le_bytes(*length), rest)),
            _ => return Err(NpyError::Version(*major, *minor)),
        }
        .ok_or(NpyError::Truncated)?;
        let (header, data) = rest.split_at_checked(length as usize).ok_or(NpyError::Truncated)?;
        let header = Header::parse(&String::from_utf8_lossy(header))?;
        let dtype = Dtype::parse(header.descr.as_deref())?;
        let shape = header.shape.iter().map(|axis| usize::try_from(*axis).ok()).collect::<Option<Vec<_>>>();
        // Also where an axis of length 0 leaves no values, the product of the others must be a number.
        let product =
            |shape: &[usize]| shape.iter().try_fold(dtype.size(), |bytes, axis| bytes.checked_mul(*axis.max(&1)));
        let Some((shape, bytes)) = shape.and_then(|shape| product(&shape).map(|bytes| (shape, bytes))) else {
            return Err(NpyError::Header("its “shape” promises more values than any memory holds".into()));
        };
        let promised = if shape.contains(&0) { 0 } else { bytes as u64 };
        if promised != data.len() as u64 {
            return Err(NpyError::Length { promised, held: data.len() as u64 });
        }
        Ok(Self { dtype, fortran_order: header.fortran_order, shape, data })
    }

    /// All values, row-major. Whole numbers that f64 does not hold exactly are refused.
    pub fn values(&self) -> Result<Vec<f64>, NpyError> {
        let values = self.dtype.values(self.data)?;
        Ok(if self.fortran_order && self.shape.len() > 1 { row_major(&values, &self.shape) } else { values })
    }
}

/// Values whose first axis is fastest, in the order in which the last is.
fn row_major(values: &[f64], shape: &[usize]) -> Vec<f64> {
    let strides: Vec<usize> = shape
        .iter()
        .scan(1, |stride, axis| {
            let this = *stride;
            *stride *= axis;
            Some(this)
        })
        .collect();
    let mut index = vec![0; shape.len()];
    let mut at = 0;
    let mut ordered = Vec::with_capacity(values.len());
    for _ in 0..values.len() {
        ordered.push(values[at]);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            at += strides[axis];
            if index[axis] < shape[axis] {
                break;
            }
            at -= strides[axis] * shape[axis];
            index[axis] = 0;
        }
    }
    ordered
}

impl Dtype {
    pub const BYTES: Self = Self { kind: Kind::U8, is_big_endian: false };

    /// Reads "<f8" and its like; a structured dtype has no such text.
    fn parse(descr: Option<&str>) -> Result<Self, NpyError> {
        let refused = |what| NpyError::Dtype { dtype: format!("“{}”", descr.unwrap_or("[…]")), what };
        let Some(text) = descr else { return Err(refused("a structure of fields")) };
        let code = text.trim_start_matches(['<', '>', '|', '=']);
        let kind = match code {
            "b1" | "?" => Kind::Bool,
            "i1" => Kind::I8,
            "i2" => Kind::I16,
            "i4" => Kind::I32,
            "i8" => Kind::I64,
            "u1" => Kind::U8,
            "u2" => Kind::U16,
            "u4" => Kind::U32,
            "u8" => Kind::U64,
            "f2" => Kind::F16,
            "f4" => Kind::F32,
            "f8" => Kind::F64,
            _ => {
                return Err(refused(match code.chars().next() {
                    Some('O') => "Python objects",
                    Some('c') => "complex numbers",
                    Some('S' | 'a' | 'U' | 'T') => "strings",
                    Some('V') => "raw bytes",
                    Some('M' | 'm') => "dates and times",
                    Some('f') => "a float of another length",
                    Some('i' | 'u') => "a whole number of another length",
                    _ => "unknown",
                }));
            }
        };
        let is_big_endian = text.starts_with('>') && kind.size() > 1;
        Ok(Self { kind, is_big_endian })
    }

    /// In bytes.
    pub fn size(self) -> usize {
        self.kind.size()
    }

    fn values(self, data: &[u8]) -> Result<Vec<f64>, NpyError> {
        macro_rules! numbers {
            ($number:ty, $exact:expr) => {{
                let number = |bytes: &[u8; _]| {
                    let number = if self.is_big_endian {
                        <$number>::from_be_bytes(*bytes)
                    } else {
                        <$number>::from_le_bytes(*bytes)
                    };
                    $exact(number)
                };
                data.as_chunks().0.iter().map(number).collect()
            }};
        }
        match self.kind {
            Kind::Bool => Ok(data.iter().map(|byte| f64::from(u8::from(*byte != 0))).collect()),
            Kind::I8 => numbers!(i8, |it| Ok(f64::from(it))),
            Kind::I16 => numbers!(i16, |it| Ok(f64::from(it))),
            Kind::I32 => numbers!(i32, |it| Ok(f64::from(it))),
            Kind::I64 => numbers!(i64, |it| exact(i128::from(it))),
            Kind::U8 => numbers!(u8, |it| Ok(f64::from(it))),
            Kind::U16 => numbers!(u16, |it| Ok(f64::from(it))),
            Kind::U32 => numbers!(u32, |it| Ok(f64::from(it))),
            Kind::U64 => numbers!(u64, |it| exact(i128::from(it))),
            Kind::F16 => numbers!(f16, |it: f16| Ok(it.to_f64())),
            Kind::F32 => numbers!(f32, |it| Ok(f64::from(it))),
            Kind::F64 => numbers!(f64, Ok),
        }
    }
}

/// Labels that are told apart by their last digits must not become one.
fn exact(number: i128) -> Result<f64, NpyError> {
    let value = number as f64;
    if value as i128 == number { Ok(value) } else { Err(NpyError::Inexact(number.to_string())) }
}

impl Kind {
    fn size(self) -> usize {
        match self {
            Kind::Bool | Kind::I8 | Kind::U8 => 1,
            Kind::I16 | Kind::U16 | Kind::F16 => 2,
            Kind::I32 | Kind::U32 | Kind::F32 => 4,
            Kind::I64 | Kind::U64 | Kind::F64 => 8,
        }
    }
}
