//! An empty program: its weight is subtracted from that of the others.
#![cfg_attr(target_os = "none", no_std, no_main)]

use measure as _;

measure::image!({});
