//! The catalogue of cases, one file a family.

mod chunks;
mod code;
mod conn;
mod enc;
mod entry;
mod heads;
mod json;
mod lengths;
mod members;
mod reply;
mod status;

pub(super) use entry::Entry;

/// Returns the whole catalogue, in its order.
pub(super) fn entries() -> Vec<Entry> {
    [
        code::cases(),
        conn::cases(),
        lengths::cases(),
        chunks::cases(),
        heads::cases(),
        status::cases(),
        enc::cases(),
        json::cases(),
        members::cases(),
    ]
    .concat()
}
