use std::collections::BTreeMap;

use tokio::sync::watch;

/// Those who wait for a count to pass a number. A change wakes only those whose number it passes.
#[derive(Debug, Default)]
pub(super) struct Waiting(BTreeMap<u64, watch::Sender<()>>);

impl Waiting {
    /// Returns a receiver that is woken when the count is greater than this number.
    pub(super) fn subscribe(&mut self, number: u64) -> watch::Receiver<()> {
        // Those who gave up are forgotten, so there are never many more than connections.
        self.0.retain(|_, sender| !sender.is_closed());
        self.0.entry(number).or_default().subscribe()
    }

    /// Wakes those who wait for this count: dropping a sender wakes its receivers.
    pub(super) fn wake(&mut self, count: u64) {
        while let Some(first) = self.0.first_entry()
            && *first.key() < count
        {
            first.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Waiting;

    #[test]
    fn only_those_whose_number_is_passed_are_woken() {
        let mut waiting = Waiting::default();
        let [soon, later] = [0, 1].map(|number| waiting.subscribe(number));
        waiting.wake(1);
        // An error means that it is woken.
        assert!(soon.has_changed().is_err() && later.has_changed().is_ok());
        waiting.wake(2);
        assert!(later.has_changed().is_err());
    }

    #[test]
    fn those_who_gave_up_are_forgotten() {
        let mut waiting = Waiting::default();
        for number in 0..1000 {
            drop(waiting.subscribe(number));
        }
        assert_eq!(waiting.0.len(), 1);
    }
}
