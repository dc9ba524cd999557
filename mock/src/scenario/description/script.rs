use core::time::Duration;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::bytes::Bytes;
use super::given::Given;
use super::number::Number;
use super::text::Pause;
use super::text_or_object::{TextOrObject, text_or_object};
use crate::scenario::script::{Ending, Script, Trigger};

/// The steps of a script, of which the last may be its ending.
pub(super) struct Steps(Vec<Step>);

enum Step {
    Send(Vec<u8>),
    Wait(Duration),
    Dribble(Dribble),
    End(Ending),
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct StepMembers {
    send: Given<Bytes>,
    wait: Given<Pause>,
    dribble: Given<Dribble>,
}

struct Dribble(DribbleMembers);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DribbleMembers {
    bytes: Bytes,
    piece: Number<1, 1_000_000>,
    every: Pause,
}

impl Steps {
    /// Makes the script that begins at this moment.
    pub(super) fn script(self, trigger: Trigger) -> Script {
        self.0.into_iter().fold(Script::on(trigger), |script, step| match step {
            Step::Send(bytes) => script.send(bytes),
            Step::Wait(pause) => script.wait(pause),
            Step::Dribble(Dribble(DribbleMembers { bytes, piece, every })) => {
                script.dribble(bytes.0, usize::try_from(piece.0).unwrap_or(usize::MAX), every.0)
            }
            Step::End(Ending::Keep) => script,
            Step::End(Ending::Hold) => script.hold(),
            Step::End(Ending::Close) => script.close(),
            Step::End(Ending::Reset) => script.reset(),
        })
    }
}

impl<'de> Deserialize<'de> for Steps {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let steps = Vec::<Step>::deserialize(deserializer)?;
        match steps.split_last() {
            None => Err(Error::custom("expected at least one step")),
            Some((_, before)) if before.iter().any(|step| matches!(step, Step::End(_))) => Err(Error::custom(
                "expected keep, hold, close or reset only as the last step",
            )),
            Some(_) => Ok(Self(steps)),
        }
    }
}

impl TextOrObject for Step {
    type Object = StepMembers;

    const EXPECTED: &str = "a step: an object with send, wait or dribble, or, at the end, keep, hold, close or reset";

    fn from_text(text: &str) -> Result<Self, String> {
        Ok(Self::End(match text {
            "keep" => Ending::Keep,
            "hold" => Ending::Hold,
            "close" => Ending::Close,
            "reset" => Ending::Reset,
            _ => return Err(format!("expected {}", Self::EXPECTED)),
        }))
    }

    fn from_object(members: StepMembers) -> Result<Self, String> {
        let StepMembers { send, wait, dribble } = members;
        match (send.0, wait.0, dribble.0) {
            (Some(bytes), None, None) => Ok(Self::Send(bytes.0)),
            (None, Some(pause), None) => Ok(Self::Wait(pause.0)),
            (None, None, Some(dribble)) => Ok(Self::Dribble(dribble)),
            _ => Err("expected exactly one of send, wait and dribble".to_owned()),
        }
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_object(deserializer)
    }
}

impl TextOrObject for Dribble {
    type Object = DribbleMembers;

    const EXPECTED: &str = "an object with bytes, piece and every";

    fn from_object(members: DribbleMembers) -> Result<Self, String> {
        Ok(Self(members))
    }
}

impl<'de> Deserialize<'de> for Dribble {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_object(deserializer)
    }
}
