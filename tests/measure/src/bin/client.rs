//! The client, over an opaque connection.
#![cfg_attr(target_os = "none", no_std, no_main)]

measure::image!({
    measure::call(measure::Opaque);
});
