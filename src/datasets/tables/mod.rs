//! A visitor's table: named columns of numbers or words, and pictures where there are any.

mod decode;
mod error;
mod part;
mod pictures;
mod text;

use std::rc::Rc;

pub use error::TableError;
pub use part::{Part, Values};
pub use pictures::Pictures;

use super::arrays::{self, Array, LARGEST_FILE, archive};

/// Rows that belong together: every part has one entry a row, and so have the pictures.
#[derive(Clone, Debug)]
pub struct Table {
    pub rows: usize,
    pub parts: Vec<Part>,
    pub pictures: Option<Pictures>,
}

/// One file, by its name and its bytes.
pub type Named = (String, Rc<[u8]>);

/// Everything that the files hold, side by side. Text (.csv) becomes parts of numbers or words; arrays (.npy, .npz) of up to
/// two axes become parts of numbers, and such of more axes, `[n, height, width]`, `[n, height, width, 1, 3 or 4]` or
/// `[n, 1 or 3, height, width]`, pictures. An archive (.zip) holds pictures as PNG or JPEG, and text of which one column
/// names them.
pub fn read(files: &[Named]) -> Result<Table, TableError> {
    let mut found = Found::default();
    for (name, bytes) in files {
        let refused = |error: TableError| TableError::File { file: name.clone(), error: Box::new(error) };
        found.take(name, bytes).map_err(refused)?;
    }
    found.table()
}

#[derive(Default)]
struct Found {
    /// Each with the file it came from.
    parts: Vec<(String, Part)>,
    /// With the file they came from.
    pictures: Vec<(String, Pictures)>,
    /// A zip's pictures, which wait for the column that names them.
    archives: Vec<(String, Rc<[u8]>, Vec<archive::Member>)>,
}

impl Found {
    fn take(&mut self, file: &str, bytes: &Rc<[u8]>) -> Result<(), TableError> {
        if archive::begins(bytes) {
            let members = archive::directory(bytes).map_err(arrays::ArraysError::from)?;
            if !members.iter().any(|member| member.name.ends_with(".npy")) {
                return self.take_archive(file, bytes, members);
            }
        }
        let is_text = !archive::begins(bytes) && !bytes.starts_with(b"\x93NUMPY");
        if is_text {
            let parts = text::parts(bytes)?;
            self.parts.extend(parts.into_iter().map(|part| (file.to_owned(), part)));
            return Ok(());
        }
        for array in arrays::read(file, bytes)? {
            self.take_array(file, array)?;
        }
        Ok(())
    }

    fn take_array(&mut self, file: &str, array: Array) -> Result<(), TableError> {
        match array.shape().len() {
            0..=2 => self.parts.push((file.to_owned(), Part::of(&array)?)),
            _ => self.pictures.push((file.to_owned(), Pictures::of(&array)?)),
        }
        Ok(())
    }

    fn take_archive(&mut self, file: &str, bytes: &Rc<[u8]>, members: Vec<archive::Member>) -> Result<(), TableError> {
        // What a Mac adds is neither.
        let wanted = members.into_iter().filter(|member| !member.name.starts_with("__MACOSX/"));
        let (texts, others): (Vec<_>, Vec<_>) = wanted.partition(|member| ends_in(&member.name, &["csv"]));
        for member in texts {
            if member.size > LARGEST_FILE {
                return Err(TableError::LargeMember(member.name));
            }
            let text = member.unpacked(bytes).map_err(arrays::ArraysError::from)?;
            let parts = text::parts(&text)?;
            self.parts.extend(parts.into_iter().map(|part| (format!("{file}, {}", member.name), part)));
        }
        let pictures: Vec<_> =
            others.into_iter().filter(|member| ends_in(&member.name, &["png", "jpg", "jpeg"])).collect();
        if pictures.is_empty() {
            return Err(TableError::NoPictures);
        }
        self.archives.push((file.to_owned(), bytes.clone(), pictures));
        Ok(())
    }

    fn table(mut self) -> Result<Table, TableError> {
        let (first, rows) = match (self.parts.first(), self.pictures.first()) {
            (Some((file, part)), _) => (format!("“{}” of {file}", part.name), part.rows()),
            (None, Some((file, pictures))) => (format!("the pictures of {file}"), pictures.n()),
            (None, None) => return Err(TableError::NoTable),
        };
        let others = self.parts.iter().map(|(file, part)| (format!("“{}” of {file}", part.name), part.rows()));
        let others = others.chain(self.pictures.iter().map(|(file, it)| (format!("the pictures of {file}"), it.n())));
        if let Some((other, count)) = others.into_iter().find(|(_, count)| *count != rows) {
            return Err(TableError::Rows { first, rows, other, count });
        }
        for (file, bytes, members) in std::mem::take(&mut self.archives) {
            let at = self.parts.iter().position(|(_, part)| pictures::names(part, &members));
            let at = at.ok_or_else(|| TableError::Unnamed { file: file.clone(), example: members[0].name.clone() })?;
            let (_, part) = self.parts.remove(at);
            self.pictures.push((file, Pictures::in_archive(&part, bytes, members)));
        }
        if self.pictures.len() > 1 {
            let files = self.pictures.iter().map(|(file, _)| file.clone()).collect::<Vec<_>>();
            return Err(TableError::PicturesTwice(files.join(" and ")));
        }
        let parts: Vec<Part> = self.parts.into_iter().map(|(_, part)| part).collect();
        let is_twice = |(i, part): (usize, &Part)| {
            parts[..i].iter().any(|other| other.name.eq_ignore_ascii_case(&part.name)).then(|| part.name.clone())
        };
        if let Some(name) = parts.iter().enumerate().find_map(is_twice) {
            return Err(TableError::Twice(name));
        }
        Ok(Table { rows, parts, pictures: self.pictures.pop().map(|(_, pictures)| pictures) })
    }
}

fn ends_in(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.iter().any(|it| it.eq_ignore_ascii_case(ending)))
}
