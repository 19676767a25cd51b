//! Zip archives: their members, unpacked one by one.
//!
//! Read here, not by a library, so that nothing is allocated because the archive claims a size.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use super::error::NpzError;

const LOCAL_HEADER: u32 = u32::from_le_bytes(*b"PK\x03\x04");
const DIRECTORY_ENTRY: u32 = u32::from_le_bytes(*b"PK\x01\x02");
const END: u32 = u32::from_le_bytes(*b"PK\x05\x06");
const END_64: u32 = u32::from_le_bytes(*b"PK\x06\x06");
const END_64_LOCATOR: u32 = u32::from_le_bytes(*b"PK\x06\x07");
/// In place of a number that needs 64 bits, which then stands elsewhere.
const ELSEWHERE: u64 = u32::MAX as u64;

/// One row of the archive's table of contents.
#[derive(Clone, Debug)]
pub struct Member {
    pub name: String,
    is_encrypted: bool,
    method: u16,
    crc: u32,
    pub packed: u64,
    pub size: u64,
    /// Where its local header stands.
    at: u64,
}

/// An archive with members, or an empty one.
pub fn begins(bytes: &[u8]) -> bool {
    matches!(number(bytes, 0, 4), Some(magic) if magic == u64::from(LOCAL_HEADER) || magic == u64::from(END))
}

/// The little-endian number of so many bytes at a place.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn has(bytes: &[u8], at: usize, magic: u32) -> bool {
    number(bytes, at, 4) == Some(magic.into())
}

/// The table of contents, which the end of the archive points to.
pub fn directory(bytes: &[u8]) -> Result<Vec<Member>, NpzError> {
    let end = end(bytes).ok_or(NpzError::NoDirectory)?;
    let (count, mut at) = place(bytes, end).ok_or(NpzError::NoDirectory)??;
    let mut members = Vec::new();
    for _ in 0..count {
        let (member, length) = Member::read(bytes, at).ok_or(NpzError::NoDirectory)?;
        members.push(member);
        at += length;
    }
    Ok(members)
}

/// Where the end record stands: followed by a comment of the length it says, and by nothing else.
fn end(bytes: &[u8]) -> Option<usize> {
    const LENGTH: usize = 22;
    let last = bytes.len().checked_sub(LENGTH)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|at| {
        has(bytes, *at, END) && number(bytes, at + 20, 2).is_some_and(|comment| comment == (last - at) as u64)
    })
}

/// How many members there are, and where their table begins.
fn place(bytes: &[u8], end: usize) -> Option<Result<(u64, usize), NpzError>> {
    let [disk, disk_of_table] = [number(bytes, end + 4, 2)?, number(bytes, end + 6, 2)?];
    let (mut count, mut at) = (number(bytes, end + 10, 2)?, number(bytes, end + 16, 4)?);
    let locator = end.checked_sub(20).filter(|at| has(bytes, *at, END_64_LOCATOR));
    if let Some(locator) = locator {
        let end_64 = usize::try_from(number(bytes, locator + 8, 8)?).ok()?;
        if !has(bytes, end_64, END_64) {
            return None;
        }
        (count, at) = (number(bytes, end_64 + 32, 8)?, number(bytes, end_64 + 48, 8)?);
    } else if (disk, disk_of_table) != (0, 0) {
        return Some(Err(NpzError::Multipart));
    }
    Some(Ok((count, usize::try_from(at).ok()?)))
}

impl Member {
    /// The entry at a place in the table of contents, and its length.
    fn read(bytes: &[u8], at: usize) -> Option<(Self, usize)> {
        const FIXED: usize = 46;
        let field = |offset, length| number(bytes, at.checked_add(offset)?, length);
        if field(0, 4)? != u64::from(DIRECTORY_ENTRY) {
            return None;
        }
        let [name_length, extra_length, comment_length] =
            [field(28, 2)? as usize, field(30, 2)? as usize, field(32, 2)? as usize];
        let length = FIXED + name_length + extra_length + comment_length;
        let entry = bytes.get(at..at.checked_add(length)?)?;
        let name = String::from_utf8_lossy(&entry[FIXED..FIXED + name_length]).into_owned();
        let mut sizes = [field(24, 4)?, field(20, 4)?, field(42, 4)?];
        if sizes.contains(&ELSEWHERE) {
            let extra = &entry[FIXED + name_length..FIXED + name_length + extra_length];
            let mut wide = field_64(extra)?.chunks_exact(8);
            for size in sizes.iter_mut().filter(|size| **size == ELSEWHERE) {
                *size = number(wide.next()?, 0, 8)?;
            }
        }
        let [size, packed, at] = sizes;
        let (is_encrypted, method, crc) = (field(8, 2)? & 1 == 1, field(10, 2)? as u16, field(16, 4)? as u32);
        Some((Self { name, is_encrypted, method, crc, packed, size, at }, length))
    }

    /// Its bytes, checked against the length and the checksum in the table of contents.
    pub fn unpacked(&self, bytes: &[u8]) -> Result<Vec<u8>, NpzError> {
        if self.is_encrypted {
            return Err(NpzError::Encrypted(self.name.clone()));
        }
        let damaged = || NpzError::Damaged(self.name.clone());
        let packed = self.packed_bytes(bytes).ok_or_else(damaged)?;
        let unpacked = match self.method {
            0 => packed.to_vec(),
            8 => decompress_to_vec_with_limit(packed, self.size as usize).map_err(|_| damaged())?,
            method => return Err(NpzError::Method { name: self.name.clone(), method }),
        };
        let is_whole = unpacked.len() as u64 == self.size && crc32fast::hash(&unpacked) == self.crc;
        if is_whole { Ok(unpacked) } else { Err(damaged()) }
    }

    fn packed_bytes<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        const FIXED: usize = 30;
        let at = usize::try_from(self.at).ok()?;
        if !has(bytes, at, LOCAL_HEADER) {
            return None;
        }
        let header = bytes.get(at..)?;
        let lengths = number(header, 26, 2)? + number(header, 28, 2)?;
        header.get(FIXED + lengths as usize..)?.get(..usize::try_from(self.packed).ok()?)
    }
}

/// The extra field of 64-bit sizes.
fn field_64(mut extra: &[u8]) -> Option<&[u8]> {
    loop {
        let (id, length) = (number(extra, 0, 2)?, number(extra, 2, 2)? as usize);
        let field = extra.get(4..4 + length)?;
        if id == 1 {
            return Some(field);
        }
        extra = &extra[4 + length..];
    }
}
