//! NumPy's archives: a zip whose members are .npy files.

use super::{
    Array, ArraysError, LARGEST_FILE, MOST_VALUES,
    archive::{self, Member, directory},
    error::NpzError,
    npy,
};

/// Every array, in the archive's order; members that are no .npy files are passed over.
pub fn arrays(bytes: &[u8]) -> Result<Vec<Array>, ArraysError> {
    if !archive::begins(bytes) {
        return Err(NpzError::NoArchive.into());
    }
    let members = directory(bytes)?;
    if !members.iter().any(is_array) {
        return Err(NpzError::NoArrays(members.into_iter().map(|member| member.name).collect()).into());
    }
    let sum = |size: fn(&Member) -> u64| {
        members.iter().filter(|member| is_array(member)).fold(0u64, |sum, member| sum.saturating_add(size(member)))
    };
    let unpacked = sum(|member| member.size);
    if unpacked > LARGEST_FILE {
        return Err(ArraysError::TooLarge { what: "the archive's arrays unpack to".into(), bytes: unpacked });
    }
    // Members that share their bytes could take for ever.
    if sum(|member| member.packed) > bytes.len() as u64 {
        return Err(NpzError::NoDirectory.into());
    }
    let mut arrays = Vec::new();
    let mut left = MOST_VALUES;
    for member in members.iter().filter(|member| is_array(member)) {
        let array = npy::array(member.name.trim_end_matches(".npy"), &member.unpacked(bytes)?, left)?;
        left -= array.values.len();
        arrays.push(array);
    }
    Ok(arrays)
}

fn is_array(member: &Member) -> bool {
    member.name.ends_with(".npy")
}
