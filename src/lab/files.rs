//! Files a visitor brings: named by what is in them, so that a link says which bytes it means without holding them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    errors::Invalid,
    field::{Field, Kind},
    params::Params,
    registry::Page,
};

/// The most bytes a file may have: a worker addresses four gigabytes and has to hold what it makes of the file too.
pub const LARGEST_FILE: u64 = 512 * MEBIBYTE;
const MEBIBYTE: u64 = 1 << 20;

const HASH_DIGITS: usize = 32;
const LONGEST_NAME: usize = 80;
const NONE: &str = "none";

/// One file, written `HASH-NAME`: the first half of the SHA-256 of its bytes in lowercase hex, and a name for people.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId {
    hash: String,
    name: String,
}

/// Hashes a file that comes in pieces.
#[derive(Clone, Default)]
pub struct FileHasher(Sha256);

/// The value of a [`Kind::Files`] field, as it stands in a `Config`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Files(Vec<FileId>);

impl FileId {
    /// The id of a file of these bytes. What a link cannot carry in its name is replaced.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        let mut hasher = FileHasher::default();
        hasher.update(bytes);
        hasher.finish(name)
    }

    /// The first half of the SHA-256 of the bytes, 32 digits: what the file is known by everywhere.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name and the beginning of its hash, for a sentence.
    pub fn described(&self) -> String {
        format!("{} (content {}…)", self.name, &self.hash[..8])
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}-{}", self.hash, self.name)
    }
}

impl FromStr for FileId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (hash, name) = text.split_once('-').ok_or("is not of the form HASH-NAME")?;
        if hash.len() != HASH_DIGITS || !hash.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(format!("does not begin with {HASH_DIGITS} lowercase hexadecimal digits"));
        }
        if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(is_plain) {
            return Err(format!(
                "has no name of 1 to {LONGEST_NAME} letters, digits, dots, hyphens and underscores after its hash"
            ));
        }
        Ok(Self { hash: hash.into(), name: name.into() })
    }
}

impl FileHasher {
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The id of the file whose bytes have all been seen.
    pub fn finish(self, name: &str) -> FileId {
        let digest = self.0.finalize();
        let hash = digest.iter().take(HASH_DIGITS / 2).map(|byte| format!("{byte:02x}")).collect();
        FileId { hash, name: plain_name(name) }
    }
}

/// What stands in a link as it is, whoever passes the link on.
fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_')
}

/// A name of plain letters that keeps its ending, which says what kind of file it is.
fn plain_name(name: &str) -> String {
    let plain: String = name.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
    let surplus = plain.len().saturating_sub(LONGEST_NAME);
    let stem = plain.rfind('.').filter(|dot| *dot >= surplus).unwrap_or(plain.len());
    match format!("{}{}", &plain[..stem - surplus], &plain[stem..]) {
        empty if empty.is_empty() => "file".into(),
        name => name,
    }
}

impl Files {
    pub fn new(files: impl IntoIterator<Item = FileId>) -> Self {
        Self(files.into_iter().collect())
    }

    pub fn iter(&self) -> std::slice::Iter<'_, FileId> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for &'a Files {
    type Item = &'a FileId;
    type IntoIter = std::slice::Iter<'a, FileId>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Files {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(NONE);
        }
        f.write_str(&self.0.iter().map(FileId::to_string).collect::<Vec<_>>().join("+"))
    }
}

impl FromStr for Files {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == NONE {
            return Ok(Self::default());
        }
        let mut files = Vec::<FileId>::new();
        for (place, part) in text.split('+').enumerate() {
            let file: FileId = part.parse().map_err(|problem| format!("{problem} (file {})", place + 1))?;
            if files.iter().any(|other| other.hash == file.hash) {
                return Err(format!("names the contents of {} twice", file.name));
            }
            files.push(file);
        }
        Ok(Self(files))
    }
}

impl From<Files> for String {
    fn from(files: Files) -> Self {
        files.to_string()
    }
}

impl TryFrom<String> for Files {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// The canonical text of a [`Kind::Files`] value.
pub(super) fn canonical(text: &str, extensions: &[&str], most: usize) -> Result<String, String> {
    let files: Files = text.parse()?;
    if files.len() > most {
        return Err(format!("names {} files", files.len()));
    }
    match files.iter().find(|file| !has_extension(&file.name, extensions)) {
        Some(file) => Err(format!("names {}, which has another ending", file.name)),
        None => Ok(files.to_string()),
    }
}

/// What a [`Kind::Files`] value may be, in words that end a sentence.
pub(super) fn allowed(extensions: &[&str], most: usize) -> String {
    let (count, joined) =
        if most == 1 { ("one file".to_owned(), "") } else { (format!("at most {most} files"), ", joined by +") };
    format!(
        "none, or {count} ending in {} (in a link: HASH-NAME{joined}, where HASH is the first {HASH_DIGITS} hexadecimal \
         digits of the SHA-256 of what is in the file)",
        endings(extensions)
    )
}

/// `.npy, .npz or .csv`
pub fn endings(extensions: &[&str]) -> String {
    let dotted: Vec<String> = extensions.iter().map(|extension| format!(".{extension}")).collect();
    match dotted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => dotted.concat(),
    }
}

/// Whether a name ends as it should, in letters of either case.
pub fn has_extension(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| extensions.iter().any(|it| it.eq_ignore_ascii_case(ending)))
}

impl Page {
    /// Whether a field's control is shown, and so counts, beside these values of the others.
    pub fn shows(&self, field: &Field, params: &Params) -> bool {
        field.shown_when.is_none_or(|(key, values)| {
            let value = params.get(key).cloned().or_else(|| self.all_defaults().get(key).cloned());
            value.is_some_and(|value| values.contains(&value.as_str()))
        })
    }

    /// The files that a run with these params needs.
    pub fn files(&self, params: &Params) -> Vec<FileId> {
        let mut files: Vec<FileId> = Vec::new();
        for field in self.file_fields().filter(|field| self.shows(field, params)) {
            for file in &files_in(params, field.key) {
                if files.iter().all(|known| known.hash != file.hash) {
                    files.push(file.clone());
                }
            }
        }
        files
    }

    /// Takes the files at hand, outside a browser: they must be those that the params name, or, where these name none,
    /// they are set as the value of the experiment's one field of files.
    pub fn take_files(&self, params: &mut Params, at_hand: &[FileId]) -> Result<(), Invalid> {
        if self.files(params).is_empty() && !at_hand.is_empty() {
            let mut fields = self.file_fields();
            let (Some(field), None) = (fields.next(), fields.next()) else {
                let message = format!("“{}” has no single setting that takes files", self.info.id);
                return Err(Invalid::new("", message));
            };
            self.set(params, field.key, &Files::new(at_hand.iter().cloned()).to_string())?;
        }
        let needed = self.files(params);
        if let Some(missing) = needed.iter().find(|file| at_hand.iter().all(|other| other.hash != file.hash)) {
            return Err(Invalid::new("", format!("this link needs {}, which was not given", missing.described())));
        }
        if let Some(other) = at_hand.iter().find(|file| needed.iter().all(|other| other.hash != file.hash)) {
            return Err(Invalid::new("", format!("this link does not need {}", other.described())));
        }
        Ok(())
    }

    fn file_fields(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(|field| matches!(field.kind, Kind::Files { .. }))
    }
}

/// The files that one field of checked params names.
fn files_in(params: &Params, key: &str) -> Files {
    params.get(key).and_then(|text| text.parse().ok()).unwrap_or_default()
}
