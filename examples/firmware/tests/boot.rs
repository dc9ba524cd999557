//! Boots.
