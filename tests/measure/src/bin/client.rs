//! The client and everything pure, over a connection that does nothing.
#![cfg_attr(target_os = "none", no_std, no_main)]

footprint::image!({
    footprint::call(footprint::Nothing);
});
