//! Names this build by its sources, so that a page and its workers can tell whether they belong together.

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=Cargo.lock");
    let mut hash = 0xcbf2_9ce4_8422_2325;
    add(Path::new("src"), &mut hash)?;
    add(Path::new("Cargo.lock"), &mut hash)?;
    println!("cargo:rustc-env=LAB_BUILD={hash:016x}");
    Ok(())
}

/// FNV-1a over every file's path and bytes, in alphabetical order.
fn add(path: &Path, hash: &mut u64) -> io::Result<()> {
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| add(entry, hash));
    }
    for byte in path.to_string_lossy().bytes().chain(fs::read(path)?) {
        *hash = (*hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    Ok(())
}
