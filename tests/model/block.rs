//! IPv4 address blocks.

/// Reads a block in its canonical spelling without host bits, such as `10.0.0.0/8`. Returns its first address and its
/// length.
pub fn parse(text: &str) -> Option<(u64, u32)> {
    // A number without leading zeros.
    let number = |text: &str, most: u64| {
        let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        let plain = plain && (text == "0" || !text.starts_with('0'));
        text.parse::<u64>().ok().filter(|&number| plain && number <= most)
    };
    let (address, length) = text.split_once('/')?;
    let octets: Vec<u64> = address.split('.').map(|octet| number(octet, 255)).collect::<Option<_>>()?;
    let length = u32::try_from(number(length, 32)?).unwrap();
    let address = octets.iter().fold(0, |address, octet| address * 256 + octet);
    let fits = octets.len() == 4 && address % size(length) == 0;
    fits.then_some((address, length))
}

fn size(length: u32) -> u64 {
    2_u64.pow(32 - length)
}

/// Returns whether one block contains another.
pub fn lies_in(inner: &str, outer: &str) -> bool {
    let ((first, length), (start, width)) = (parse(inner).unwrap(), parse(outer).unwrap());
    start <= first && first + size(length) <= start + size(width)
}

/// Returns whether two blocks overlap, which means that one contains the other.
pub fn overlap(one: &str, other: &str) -> bool {
    lies_in(one, other) || lies_in(other, one)
}
