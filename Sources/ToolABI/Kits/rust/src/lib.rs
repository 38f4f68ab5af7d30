// SPDX-License-Identifier: Apache-2.0
//! Tools for toolhost in Rust: a safe layer over `toolhost.h`, without dependencies.
//!
//! ```
//! use toolhost::{Call, Failure, Plugin, Tool};
//!
//! fn greet(call: &Call) -> Result<(), Failure> {
//!     let name = call.text("name")?.unwrap_or("world");
//!     call.write(&format!("Hello, {name}!"))
//! }
//!
//! fn start(plugin: &mut Plugin) -> Result<(), Failure> {
//!     let input = r#"{"type":"object","properties":{"name":{"type":"string"}}}"#;
//!     plugin.add(Tool::new("greet", "Greets somebody by name.", input, greet).read_only().closed_world());
//!     Ok(())
//! }
//!
//! toolhost::plugin!("org.example.greet", "greet", "1.0.0", "Apache-2.0", start);
//! # fn main() {}
//! ```
//!
//! The crate of a plugin has `crate-type = ["cdylib"]` and is built with `cargo build --release`. Panics end at the
//! border: the call fails with `tool_failed`, and the plugin lives on.

#![warn(missing_docs)]
#![allow(clippy::missing_safety_doc)]

pub mod abi;
mod call;
mod failure;
mod host;
mod object;
mod tool;

pub use call::Call;
pub use failure::Failure;
pub use host::{Host, Level};
pub use object::{quoted, Object};
#[doc(hidden)]
pub use tool::initialize;
pub use tool::{Plugin, Tool};

/// Makes the plugin's entry from its id, name, version and licence and its `fn(&mut Plugin) -> Result<(), Failure>`.
#[macro_export]
macro_rules! plugin {
    ($id:expr, $name:expr, $version:expr, $license:expr, $start:path) => {
        #[repr(transparent)]
        struct ToolhostDescriptor($crate::abi::th_plugin);

        // SAFETY: the descriptor is a constant.
        unsafe impl Sync for ToolhostDescriptor {}

        unsafe extern "C" fn toolhost_init(
            host: *const $crate::abi::th_host,
            registrar: *mut $crate::abi::th_registrar,
            _instance: *mut *mut ::std::ffi::c_void,
        ) -> $crate::abi::th_status {
            $crate::initialize(host, registrar, $start)
        }

        static TOOLHOST_DESCRIPTOR: ToolhostDescriptor = ToolhostDescriptor($crate::abi::th_plugin {
            struct_size: ::std::mem::size_of::<$crate::abi::th_plugin>() as u32,
            flags: 0,
            magic: $crate::abi::TH_MAGIC,
            abi_built: $crate::abi::TH_ABI_VERSION,
            abi_min: $crate::abi::TH_ABI_MIN,
            id: $crate::abi::th_str::lend($id),
            name: $crate::abi::th_str::lend($name),
            version: $crate::abi::th_str::lend($version),
            license: $crate::abi::th_str::lend($license),
            init: toolhost_init,
            shutdown: None,
            get_extension: None,
        });

        /// What the host finds the plugin by.
        #[no_mangle]
        pub extern "C" fn th_plugin_entry_v1() -> *const $crate::abi::th_plugin {
            &TOOLHOST_DESCRIPTOR.0
        }
    };
}
