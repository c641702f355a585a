//! Users' policies are evaluated in processes of their own. One that runs away, fills the memory or crashes the
//! engine takes its process with it and nothing else: its rule has failed, the scan goes on and does not pass.
//!
//! Which processes those are, and how they are confined, a floor above says through [`Sandbox`]; here is what is
//! said to them. A policy only ever returns values through the engine, so it cannot forge an answer, and what is
//! answered is read under limits all the same. Policies that are part of the program are evaluated where they
//! are asked, which is faster.

mod message;
mod serve;
#[cfg(test)]
mod tests;

pub use serve::serve;

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use regorus::Value;
use serde_json::Value as Json;

use super::bundle::Bundle;
use super::engine::{EVALUATION, too_slow};
use super::error::PolicyError;
use crate::limits;
use message::{Answer, Request};

/// Where users' policies are evaluated.
pub trait Sandbox: Debug + Send + Sync {
    /// Starts a process that runs [`serve`].
    fn start(&self) -> Result<Box<dyn Channel>, Lost>;
}

/// A process that runs [`serve`], and answers one question at a time.
pub trait Channel: Debug + Send {
    /// Sends the frames of a question and waits for its answer, of at most so many bytes. The process is not to
    /// be asked again after an error.
    fn ask(&mut self, frames: &[&[u8]], time: Duration, bytes: usize) -> Result<Vec<u8>, Lost>;

    /// Whether it has worked for so long that another process should take its place.
    fn is_worn(&self) -> bool;
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// It took too long, and was ended.
    Slow,
    /// The process ended by itself.
    Crashed,
    /// Somebody else ended the process.
    Killed,
    /// What it said was no answer, or too long a one.
    Garbled,
    /// There is no process.
    NotStarted(String),
}

/// Why a rule has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// The engine says what is wrong.
    Failed(String),
    /// It crashed or did not end: asked again and again, it would stop the scan.
    BrokeDown(String),
    /// Nothing that the rule did: there is no use in asking again.
    Lost(String),
}

impl Failure {
    /// What is said of it, on one line.
    pub(super) fn message(self) -> String {
        match self {
            Self::Failed(message) | Self::BrokeDown(message) | Self::Lost(message) => message,
        }
    }

    /// The failure that an engine's message stands for.
    pub(super) fn of_engine(message: String) -> Self {
        if message == too_slow() { Self::BrokeDown(message) } else { Self::Failed(message) }
    }
}

impl From<Lost> for Failure {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Slow => Self::BrokeDown(too_slow()),
            Lost::Crashed => Self::BrokeDown(format!(
                "it crashed the policy engine, or needed more than {} MiB of memory",
                limits::EVALUATION_MEMORY / (1024 * 1024)
            )),
            Lost::Garbled => Self::BrokeDown("its answer could not be read".to_owned()),
            Lost::Killed => Self::Lost("the process that evaluated it was killed from outside".to_owned()),
            Lost::NotStarted(why) => {
                Self::Lost(format!("the process that evaluates it could not be started: {why}"))
            }
        }
    }
}

/// The processes that evaluate one set's policies: as many as are asked at the same time, started when they are
/// needed.
#[derive(Debug)]
pub(super) struct Processes {
    sandbox: Arc<dyn Sandbox>,
    /// What each is told first.
    load: Vec<u8>,
    idle: Mutex<Vec<Box<dyn Channel>>>,
}

impl Processes {
    /// Has the bundles read and checked by a first process, so that what a policy's text can do to the parser
    /// happens there.
    pub(super) fn new(sandbox: &Arc<dyn Sandbox>, bundles: &[&Bundle]) -> Result<Self, Vec<PolicyError>> {
        let load = message::encode(&Request::load(bundles));
        let processes = Self { sandbox: Arc::clone(sandbox), load, idle: Mutex::default() };
        let loaded = processes.sandbox.start().and_then(|mut channel| {
            let answer = processes.load(channel.as_mut())?;
            processes.keep(channel);
            Ok(answer)
        });
        match loaded {
            Ok(Answer::Done) => Ok(processes),
            Ok(Answer::Refused(mistakes)) => Err(mistakes.into_iter().map(PolicyError::from).collect()),
            Ok(_) => Err(vec![unloadable(&Lost::Garbled)]),
            Err(lost) => Err(vec![unloadable(&lost)]),
        }
    }

    /// Asks for the values of these rules, in their order, about one document.
    pub(super) fn evaluate(
        &self,
        rules: Vec<String>,
        input: &Value,
        extra: Option<Json>,
    ) -> Result<Vec<Value>, Failure> {
        let count = rules.len();
        let input = serde_json::to_vec(input).map_err(|error| Failure::Failed(error.to_string()))?;
        match self.ask(&Request::Evaluate { rules, extra }, Some(&input))? {
            Answer::Values(values) if values.len() == count => Ok(values),
            Answer::Failed(message) => Err(Failure::of_engine(message)),
            _ => Err(Lost::Garbled.into()),
        }
    }

    /// Has the tests of the bundles read. What is wrong with them is said by the caller's own reading.
    pub(super) fn read_tests(&self) -> Result<(), PolicyError> {
        match self.ask(&Request::ReadTests, None) {
            Ok(Answer::Done) => Ok(()),
            Ok(_) => Err(unloadable(&Lost::Garbled)),
            Err(failure) => Err(PolicyError::new("", (1, 1), failure.message())),
        }
    }

    /// The value of one rule of a module of tests.
    pub(super) fn test(&self, path: &str, rule: &str) -> Result<Value, String> {
        let request = Request::Test { path: path.to_owned(), rule: rule.to_owned() };
        match self.ask(&request, None).map_err(Failure::message)? {
            Answer::Values(mut values) if values.len() == 1 => Ok(values.remove(0)),
            Answer::Failed(message) => Err(message),
            _ => Err(Failure::from(Lost::Garbled).message()),
        }
    }

    fn ask(&self, request: &Request, input: Option<&[u8]>) -> Result<Answer, Failure> {
        let request = message::encode(request);
        let mut channel = match self.idle().pop() {
            Some(channel) => channel,
            None => {
                let mut channel = self.sandbox.start()?;
                // The same text was read before, so that what goes wrong now is no fault of a rule.
                match self.load(channel.as_mut()) {
                    Ok(Answer::Done) => channel,
                    Ok(_) | Err(Lost::Garbled) => {
                        return Err(Lost::NotStarted("it did not take the policies".to_owned()).into());
                    }
                    Err(Lost::Slow) => {
                        return Err(Lost::NotStarted("the machine is too busy".to_owned()).into());
                    }
                    Err(lost) => return Err(lost.into()),
                }
            }
        };
        let frames: Vec<&[u8]> = std::iter::once(request.as_slice()).chain(input).collect();
        let time = EVALUATION + limits::EVALUATION_GRACE;
        let answer = channel.ask(&frames, time, message::LONGEST)?;
        let answer = message::decode(&answer).ok_or(Lost::Garbled)?;
        self.keep(channel);
        Ok(answer)
    }

    fn load(&self, channel: &mut dyn Channel) -> Result<Answer, Lost> {
        let answer = channel.ask(&[&self.load], limits::POLICY_LOADING, message::LONGEST)?;
        message::decode(&answer).ok_or(Lost::Garbled)
    }

    fn keep(&self, channel: Box<dyn Channel>) {
        if !channel.is_worn() {
            self.idle().push(channel);
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Box<dyn Channel>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is said when a process could not even read the policies.
fn unloadable(lost: &Lost) -> PolicyError {
    let (why, help) = match lost {
        Lost::Slow => ("reading them takes too long", "split long expressions and large files"),
        Lost::Crashed => {
            ("reading them crashes the policy engine or fills the memory", "look for deep nesting")
        }
        Lost::Garbled => ("the answer of the process that reads them is no answer", "please report it"),
        Lost::Killed => ("the process that reads them was killed from outside", "run gatecheck again"),
        Lost::NotStarted(why) => {
            let message = format!("the process that evaluates policies cannot be started: {why}");
            return PolicyError::new("", (1, 1), message);
        }
    };
    PolicyError::new("", (1, 1), format!("the policies cannot be used: {why}")).help(help)
}
