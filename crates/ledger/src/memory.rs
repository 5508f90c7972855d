//! Memory that is free again.

/// Gives the system back what the program has freed and holds for later.
///
/// The allocator of glibc returns only what is free at the end of its areas. What is freed by another thread than
/// asked for it, as are reports that are read on one and kept on another, leaves free pages between those in use, and
/// whoever asks for much next gets new ones beside them: so the program's memory would grow with what was kept, though
/// what is in use does not. Other allocators do this by themselves, or have no way to be asked; SQLite asks that of
/// glibc whichever the program has.
pub(crate) fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it may be called at any time and on any thread, and changes nothing that is in use.
    unsafe {
        libc::malloc_trim(0);
    }
}
