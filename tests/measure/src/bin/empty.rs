//! Nothing at all: what every image weighs before the client is in it.
#![cfg_attr(target_os = "none", no_std, no_main)]

use footprint as _;

footprint::image!({});
