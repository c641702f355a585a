//! Checks that need no network: checksums inside tokens, and what encoded parts must begin with.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::detector::Check;
use super::measure::entropy;

/// Both alphabets are read with or without padding and with stray last bits.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::URL_SAFE, LENIENT);

/// Decodes standard base64.
pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Decodes base64 with `-` and `_`.
pub(super) fn base64_url(text: &[u8]) -> Option<Vec<u8>> {
    URL_SAFE.decode(text).ok()
}

/// GitHub and npm end a token of `xxx_` and 36 characters with the checksum of the 30 in the middle.
pub(super) fn crc32_base62(token: &[u8]) -> Check {
    let (Some(random), Some(sum)) = (token.get(4..34), token.get(34..40)) else { return Check::Drop };
    Check::Keep(Some(base62(crc32(random)) == sum))
}

/// The CRC-32 of zip and Ethernet.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    })
}

/// A number in base 62, digits before capitals before small letters, six places.
pub(super) fn base62(mut number: u32) -> [u8; 6] {
    let digits = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut out = [b'0'; 6];
    for place in out.iter_mut().rev() {
        *place = digits[(number % 62) as usize];
        number /= 62;
    }
    out
}

/// Keeps what has the entropy of a key in base 64 and is no hash in hexadecimal.
pub(super) fn base64_key(secret: &[u8]) -> Check {
    Check::keep_if(entropy(secret) >= 4.0 && !secret.iter().all(u8::is_ascii_hexdigit))
}

/// Keeps what has letters and digits and is not repetitive, as random hexadecimal is.
pub(super) fn random_hex(secret: &[u8]) -> Check {
    let digits = secret.iter().any(u8::is_ascii_digit) && secret.iter().any(u8::is_ascii_alphabetic);
    Check::keep_if(digits && entropy(secret) >= 2.8)
}

/// Keeps what has a digit, a letter and some entropy.
pub(super) fn random(secret: &[u8]) -> Check {
    let mixed = secret.iter().any(u8::is_ascii_digit) && secret.iter().any(u8::is_ascii_alphabetic);
    Check::keep_if(mixed && entropy(secret) >= 3.0)
}
