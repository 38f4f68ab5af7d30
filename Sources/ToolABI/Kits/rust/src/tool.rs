// SPDX-License-Identifier: Apache-2.0

use std::ffi::c_void;
use std::mem::size_of;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::time::Duration;

use crate::abi::*;
use crate::call::Call;
use crate::failure::Failure;
use crate::host::Host;

type Body = dyn Fn(&Call) -> Result<(), Failure> + Send + Sync;

/// A tool on its way to the host. What its function captures lives until the plugin ends.
pub struct Tool {
    name: String,
    title: String,
    description: String,
    input_schema: String,
    output_schema: String,
    hints: u32,
    concurrency: u32,
    timeout_ms: u32,
    body: Box<Body>,
}

impl Tool {
    /// `input_schema` is the JSON Schema (2020-12) of the arguments, of type object.
    pub fn new(
        name: impl Into<String>, description: impl Into<String>, input_schema: impl Into<String>,
        body: impl Fn(&Call) -> Result<(), Failure> + Send + Sync + 'static,
    ) -> Tool {
        Tool {
            name: name.into(),
            title: String::new(),
            description: description.into(),
            input_schema: input_schema.into(),
            output_schema: String::new(),
            hints: 0,
            concurrency: 0,
            timeout_ms: 0,
            body: Box::new(body),
        }
    }

    /// A short name for people.
    pub fn title(mut self, title: impl Into<String>) -> Tool {
        self.title = title.into();
        self
    }

    /// The JSON Schema of what [`Call::json`] is given.
    pub fn output_schema(mut self, schema: impl Into<String>) -> Tool {
        self.output_schema = schema.into();
        self
    }

    /// The longest a call may take.
    pub fn timeout(mut self, limit: Duration) -> Tool {
        self.timeout_ms = u32::try_from(limit.as_millis()).unwrap_or(u32::MAX).max(1);
        self
    }

    /// It changes nothing.
    pub fn read_only(self) -> Tool {
        self.hint(0x01)
    }

    /// It changes something.
    pub fn writes(self) -> Tool {
        self.hint(0x02)
    }

    /// It may destroy or overwrite something.
    pub fn destructive(self) -> Tool {
        self.hint(0x04)
    }

    /// It only adds.
    pub fn additive(self) -> Tool {
        self.hint(0x08)
    }

    /// The same call twice has the effect of one.
    pub fn idempotent(self) -> Tool {
        self.hint(0x10)
    }

    /// It reaches things outside the host, such as the web.
    pub fn open_world(self) -> Tool {
        self.hint(0x40)
    }

    /// It stays within the host's own folders and memory.
    pub fn closed_world(self) -> Tool {
        self.hint(0x80)
    }

    /// One call of this tool at a time, whatever the plugin's others do.
    pub fn serial(mut self) -> Tool {
        self.concurrency = 1;
        self
    }

    /// Any number of calls on several threads; the default is one call in the whole plugin.
    pub fn reentrant(mut self) -> Tool {
        self.concurrency = 2;
        self
    }

    fn hint(mut self, bits: u32) -> Tool {
        self.hints |= bits;
        self
    }

    /// Gives the function to the host, which hands it back to `drop`, when the tool is taken.
    fn offer(self, registrar: *mut th_registrar) -> th_status {
        let ctx = Box::into_raw(Box::new(self.body)).cast::<c_void>();
        let tool = th_tool {
            struct_size: size_of::<th_tool>() as u32,
            flags: 0,
            name: th_str::lend(&self.name),
            title: th_str::lend(&self.title),
            description: th_str::lend(&self.description),
            input_schema: th_str::lend(&self.input_schema),
            output_schema: th_str::lend(&self.output_schema),
            hints: self.hints,
            concurrency: self.concurrency,
            timeout_ms: self.timeout_ms,
            output_bytes: 0,
            invoke: Some(invoke),
            ctx,
            drop: Some(drop_body),
            reserved: [std::ptr::null(); 2],
        };
        // SAFETY: the registrar is the host's, and the tool's texts outlive the call.
        let status = unsafe { ((*registrar).add_tool)(registrar, &tool) };
        if status != TH_OK {
            // SAFETY: the host keeps the context of an accepted tool only.
            unsafe { drop_body(ctx) }
        }
        status
    }
}

/// The border: no panic leaves the plugin.
unsafe extern "C" fn invoke(ctx: *mut c_void, handle: *mut th_call) -> th_status {
    let call = Call::new(handle);
    let body = &*ctx.cast::<Box<Body>>();
    match catch_unwind(AssertUnwindSafe(|| body(&call))) {
        Ok(Ok(())) => TH_OK,
        Ok(Err(Failure::Refusal { code, message })) => call.fail(&code, &message),
        Ok(Err(Failure::Cancelled)) => TH_CANCELLED,
        Ok(Err(Failure::Host(status))) => status,
        Err(_) => call.fail("tool_failed", "The tool failed: it panicked."),
    }
}

unsafe extern "C" fn drop_body(ctx: *mut c_void) {
    let body = Box::from_raw(ctx.cast::<Box<Body>>());
    // A captured value that panics while it is dropped must not unwind into the host.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(body)));
}

/// The plugin while it starts.
pub struct Plugin {
    host: Host,
    registrar: *mut th_registrar,
}

impl Plugin {
    /// What the host offers; may be captured by tools.
    pub fn host(&self) -> Host {
        self.host
    }

    /// Offers a tool. One that the host refuses is listed there with the reason, and keeps no other out.
    pub fn add(&mut self, tool: Tool) -> bool {
        tool.offer(self.registrar) == TH_OK
    }
}

/// `th_plugin.init`; the macro `plugin!` makes it call the plugin's own function.
///
/// # Safety
/// The pointers are those that the host gave.
#[doc(hidden)]
pub unsafe fn initialize(
    host: *const th_host, registrar: *mut th_registrar, start: fn(&mut Plugin) -> Result<(), Failure>,
) -> th_status {
    let mut plugin = Plugin { host: Host::new(host), registrar };
    let reason = match catch_unwind(AssertUnwindSafe(|| start(&mut plugin))) {
        Ok(Ok(())) => return TH_OK,
        Ok(Err(failure)) => failure.to_string(),
        Err(_) => "it panicked".to_string(),
    };
    ((*host).set_error)(host, TH_FAILED, th_str::lend(&reason));
    TH_FAILED
}
