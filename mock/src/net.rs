pub(crate) mod deadline;
pub(crate) mod listener;
pub(crate) mod stream;
pub(crate) mod tls;
