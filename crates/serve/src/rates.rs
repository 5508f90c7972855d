//! How many requests a client may make.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::Instant;

/// The most clients of whom it is known how much they asked; beyond that those who rested longest are forgotten.
const MOST_CLIENTS: usize = 4_096;
/// How many seconds' worth of requests may come at once.
const BURST: f64 = 4.0;

/// A bucket for each client that fills with time and that each request takes from.
#[derive(Debug)]
pub(crate) struct Rates {
    /// Requests a second; none where there is no limit.
    rate: Option<f64>,
    clients: Mutex<HashMap<IpAddr, (f64, Instant)>>,
}

impl Rates {
    /// So many requests a second, 0 for any number.
    pub(crate) fn new(rate: u32) -> Self {
        Self { rate: (rate > 0).then(|| f64::from(rate)), clients: Mutex::default() }
    }

    /// Whether the client may make a request now.
    pub(crate) fn allow(&self, client: IpAddr, now: Instant) -> bool {
        let (Some(rate), Ok(mut clients)) = (self.rate, self.clients.lock()) else { return true };
        // One IPv6 household has a whole network of addresses.
        let client = match client.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::from([a, b, c, d, 0, 0, 0, 0])
            }
            address => address,
        };
        if clients.len() >= MOST_CLIENTS && !clients.contains_key(&client) {
            let full = |since: Instant| (now - since).as_secs_f64() > BURST;
            clients.retain(|_, (_, since)| !full(*since));
            if clients.len() >= MOST_CLIENTS {
                let oldest = clients.iter().min_by_key(|(_, (_, since))| *since);
                let oldest = oldest.map(|(client, _)| *client);
                oldest.map(|client| clients.remove(&client));
            }
        }
        let (tokens, since) = clients.entry(client).or_insert((rate * BURST, now));
        let came = now.saturating_duration_since(*since).as_secs_f64() * rate;
        *tokens = (*tokens + came).min(rate * BURST);
        *since = now;
        let may = *tokens >= 1.0;
        if may {
            *tokens -= 1.0;
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_client_may_ask_much_at_once_and_then_so_often_a_second() {
        let rates = Rates::new(10);
        let begun = Instant::now();
        let client: IpAddr = "192.0.2.7".parse().unwrap();
        let allowed = |at| (0..100).filter(|_| rates.allow(client, begun + at)).count();
        assert_eq!(allowed(Duration::ZERO), 40);
        assert_eq!(allowed(Duration::from_secs(1)), 10);
        assert!(rates.allow("192.0.2.8".parse().unwrap(), begun));
        assert_eq!(allowed(Duration::from_secs(60)), 40);
    }

    #[test]
    fn a_network_is_one_client_and_many_clients_are_not_all_remembered() {
        let rates = Rates::new(1);
        let now = Instant::now();
        let allowed = (0..20_u16)
            .filter(|last| rates.allow(IpAddr::from([0x2001, 0xdb8, 1, 1, 0, 0, 0, *last]), now));
        assert_eq!(allowed.count(), 4);
        for number in 0..10_000_u32 {
            rates.allow(IpAddr::from(number.to_be_bytes()), now);
        }
        assert!(rates.clients.lock().unwrap().len() <= MOST_CLIENTS);
    }
}
