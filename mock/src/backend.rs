use std::net::TcpListener;
use std::sync::{Arc, Weak};

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::door::Door;

/// After how many requests wiremock is made to forget them.
const FORGET_EVERY: u64 = 256;

/// Starts wiremock on a listener, with one responder that asks the door.
pub(crate) async fn start(listener: TcpListener, door: Arc<Door>) -> Arc<MockServer> {
    let server = Arc::new(
        MockServer::builder()
            .listener(listener)
            .disable_request_recording()
            .start()
            .await,
    );
    let backend = Backend {
        door,
        server: Arc::downgrade(&server),
    };
    server.register(backend.mock()).await;
    server
}

/// What wiremock calls for each request, under its one lock: nothing in here may block.
#[derive(Clone)]
struct Backend {
    door: Arc<Door>,
    server: Weak<MockServer>,
}

impl Backend {
    fn mock(self) -> Mock {
        Mock::given(any()).respond_with(self)
    }

    /// Replaces the mounted mock by a new one.
    ///
    /// A mounted mock keeps a copy of each request that it matched, recording disabled or not, and the only way to
    /// lose them is to lose the mock. wiremock serves all connections on the one thread that we are on, and the task
    /// finds the lock free when its turn comes; so no request can see the moment without a mock.
    fn forget(&self) {
        if let Some(server) = self.server.upgrade() {
            let mock = self.clone().mock();
            tokio::spawn(async move {
                server.reset().await;
                server.register(mock).await;
            });
        }
    }
}

impl Respond for Backend {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let (answer, number) = self.door.receive(request);
        // wiremock counts its resets in 16 bits and must not be made to overflow.
        if number % FORGET_EVERY == 0 && number / FORGET_EVERY < u64::from(u16::MAX) {
            self.forget();
        }
        answer.template()
    }
}
