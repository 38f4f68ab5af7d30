// SPDX-License-Identifier: Apache-2.0

use std::fmt;

use crate::abi::{th_status, TH_CANCELLED, TH_ENDED, TH_LIMIT, TH_OK};

/// Why a tool has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A refusal that the model reads: a stable code in snake_case, and a sentence that says what would work.
    Refusal {
        /// A stable name in snake_case, at most 64 bytes.
        code: String,
        /// What is wrong and what would work.
        message: String,
    },
    /// Nobody waits for the call any more.
    Cancelled,
    /// The host refused what it was given; the code is one of `toolhost.h`.
    Host(i32),
}

impl Failure {
    /// A refusal that the model reads.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Failure {
        Failure::Refusal { code: code.into(), message: message.into() }
    }

    /// Arguments that the tool cannot work with.
    pub fn invalid_arguments(message: impl Into<String>) -> Failure {
        Failure::new("invalid_arguments", message)
    }

    pub(crate) fn check(status: th_status) -> Result<(), Failure> {
        match status {
            TH_OK => Ok(()),
            TH_CANCELLED | TH_ENDED => Err(Failure::Cancelled),
            other => Err(Failure::Host(other)),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Refusal { message, .. } => formatter.write_str(message),
            Failure::Cancelled => formatter.write_str("the call was cancelled"),
            Failure::Host(TH_LIMIT) => formatter.write_str("over a limit of the host"),
            Failure::Host(code) => write!(formatter, "the host refused what it was given ({code})"),
        }
    }
}

impl std::error::Error for Failure {}

/// Errors of the standard library become the refusal `tool_failed` through `?`.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::new("tool_failed", error.to_string())
    }
}
