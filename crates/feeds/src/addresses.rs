//! Which addresses anybody can reach, and which of the others were allowed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// Networks of IPv4 that are not for everybody: IANA's registry of special-purpose addresses
/// (RFC 6890 and what came after), multicast, and what is reserved.
const NOT_PUBLIC: &[(Ipv4Addr, u8)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// The one network of IPv6 whose addresses are for everybody.
const GLOBAL_UNICAST: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What lies in it and is not: protocols' own (with Teredo), examples, 6to4.
const NOT_PUBLIC_OF_IT: &[(Ipv6Addr, u8)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Addresses of IPv4 as networks without IPv4 write them (NAT64).
const TRANSLATED: (Ipv6Addr, u8) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// Whether the address is one that anybody can reach: not private, not of this machine or link, no
/// multicast, not shared by a provider's customers, not reserved, and none of these in the guise of
/// another.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            !NOT_PUBLIC.iter().any(|&(network, length)| within_v4(address, network, length))
        }
        IpAddr::V6(address) if within_v6(address, TRANSLATED) => {
            let [.., a, b, c, d] = address.octets();
            is_public(IpAddr::V4(Ipv4Addr::new(a, b, c, d)))
        }
        IpAddr::V6(address) => {
            within_v6(address, GLOBAL_UNICAST)
                && !NOT_PUBLIC_OF_IT.iter().any(|&network| within_v6(address, network))
        }
    }
}

fn within_v4(address: Ipv4Addr, network: Ipv4Addr, length: u8) -> bool {
    let shift = 32 - u32::from(length);
    address.to_bits().checked_shr(shift) == network.to_bits().checked_shr(shift)
}

fn within_v6(address: Ipv6Addr, (network, length): (Ipv6Addr, u8)) -> bool {
    let shift = 128 - u32::from(length);
    address.to_bits().checked_shr(shift) == network.to_bits().checked_shr(shift)
}

/// What is allowed although it is not public: an address, `127.0.0.1`; an address at one port,
/// `127.0.0.1:8080` or `[::1]:8080`; or a network, `10.20.0.0/16`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    network: IpAddr,
    length: u8,
    port: Option<u16>,
}

impl Allowed {
    fn allows(&self, address: SocketAddr) -> bool {
        let is_within = match (address.ip().to_canonical(), self.network) {
            (IpAddr::V4(address), IpAddr::V4(network)) => within_v4(address, network, self.length),
            (IpAddr::V6(address), IpAddr::V6(network)) => {
                within_v6(address, (network, self.length))
            }
            _ => false,
        };
        is_within && self.port.is_none_or(|port| port == address.port())
    }
}

impl FromStr for Allowed {
    type Err = ();

    fn from_str(given: &str) -> Result<Self, ()> {
        let alone = |address: IpAddr, port| {
            let network = address.to_canonical();
            let length = if network.is_ipv4() { 32 } else { 128 };
            Self { network, length, port }
        };
        if let Ok(address) = given.parse::<SocketAddr>() {
            return Ok(alone(address.ip(), Some(address.port())));
        }
        if let Ok(address) = given.trim_matches(['[', ']']).parse::<IpAddr>() {
            return Ok(alone(address, None));
        }
        let (network, length) = given.split_once('/').ok_or(())?;
        let whole = alone(network.parse().map_err(|_| ())?, None);
        let length = length.parse().map_err(|_| ())?;
        if length == 0 || length > whole.length || whole.network.to_string() != network {
            return Err(());
        }
        Ok(Self { length, ..whole })
    }
}

/// Whether one of `allowed` allows the address.
pub(crate) fn is_allowed(address: SocketAddr, allowed: &[Allowed]) -> bool {
    allowed.iter().any(|allowed| allowed.allows(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_not_everybody_can_reach() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::8.8.8.8",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn addresses_that_everybody_can_reach() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2606:4700::1111",
            "2a00:1450::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn what_a_file_allows() {
        let allows = |given: &str, address: &str| {
            is_allowed(address.parse().unwrap(), &[given.parse().unwrap()])
        };
        assert!(allows("127.0.0.1:8080", "127.0.0.1:8080"));
        assert!(allows("127.0.0.1:8080", "[::ffff:127.0.0.1]:8080"));
        assert!(!allows("127.0.0.1:8080", "127.0.0.1:8081"));
        assert!(!allows("127.0.0.1:8080", "127.0.0.2:8080"));
        assert!(allows("127.0.0.1", "127.0.0.1:8081"));
        assert!(allows("10.20.0.0/16", "10.20.255.1:80"));
        assert!(!allows("10.20.0.0/16", "10.21.0.1:80"));
        assert!(allows("[::1]:80", "[::1]:80"));
        assert!(allows("fd00::/8", "[fd12::1]:80"));
        assert!(!allows("fd00::/8", "10.0.0.1:80"));
        for bad in ["localhost", "127.0.0.1/33", "0.0.0.0/0", "10.20.0/16", "", "/8", "::/0"] {
            assert!(bad.parse::<Allowed>().is_err(), "{bad}");
        }
    }
}
