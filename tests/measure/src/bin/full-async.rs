//! The async client with `StreamConnection`, over an opaque stream.
#![cfg_attr(target_os = "none", no_std, no_main)]

measure::image!({
    measure::call_async(scnet_notebook::StreamConnection::new(measure::open_async));
});
