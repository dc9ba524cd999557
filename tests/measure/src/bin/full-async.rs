//! The async client with HTTP/1.1 of its own, over a stream that does nothing.
#![cfg_attr(target_os = "none", no_std, no_main)]

footprint::image!({
    footprint::call_async(scnet_notebook::StreamConnection::new(footprint::open_async));
});
