//! Picture files as pixels: PNG and JPEG.

use std::io::Cursor;

use png::{Decoder, Limits, Transformations};
use zune_jpeg::JpegDecoder;

/// Longest side of a picture file, in pixels.
const LONGEST_SIDE: usize = 8192;
const MOST_MEMORY: usize = 256 << 20;

/// Pixels from the top left, each of one (grey), two (and how far it hides what is behind), three (red, green, blue) or four
/// bytes.
pub struct Raster {
    pub height: usize,
    pub width: usize,
    pub planes: usize,
    pub bytes: Vec<u8>,
}

/// Reads a file, told apart by what it begins with; or says what is wrong with it.
pub fn decode(file: &[u8]) -> Result<Raster, String> {
    let raster = if file.starts_with(b"\x89PNG") { png(file) } else { jpeg(file) }?;
    // What is damaged may be decoded all the same.
    let is_whole = raster.bytes.len() == raster.height * raster.width * raster.planes;
    if is_whole && raster.planes > 0 { Ok(raster) } else { Err("it was cut off or damaged".into()) }
}

fn checked(width: usize, height: usize) -> Result<(), String> {
    if width == 0 || height == 0 || width.max(height) > LONGEST_SIDE {
        return Err(format!("it has {width} × {height} pixels"));
    }
    Ok(())
}

fn png(file: &[u8]) -> Result<Raster, String> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), Limits { bytes: MOST_MEMORY });
    // Palettes, few bits and many bits all become bytes.
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    checked(width, height)?;
    let size = reader.output_buffer_size().filter(|size| *size <= MOST_MEMORY);
    let mut bytes = vec![0; size.ok_or("it is too large")?];
    let info = reader.next_frame(&mut bytes).map_err(|error| error.to_string())?;
    bytes.truncate(info.buffer_size());
    Ok(Raster { height, width, planes: info.color_type.samples(), bytes })
}

fn jpeg(file: &[u8]) -> Result<Raster, String> {
    let mut decoder = JpegDecoder::new(Cursor::new(file));
    decoder.decode_headers().map_err(|error| error.to_string())?;
    let info = decoder.info().ok_or("it has no header")?;
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    checked(width, height)?;
    let bytes = decoder.decode().map_err(|error| error.to_string())?;
    Ok(Raster { height, width, planes: bytes.len() / (width * height), bytes })
}
