//! What an evaluator may still ask of the kernel once it has started: memory, the time, and its one socket. All
//! else is refused with `EPERM`: opening or making anything, other processes, the network, signals to others.
//!
//! It is a second wall. The policy engine has no function that would make such a call; this is for the day that it
//! has a fault. A kernel without such filters, or a processor that the filter does not know, which no one of 32 bits is,
//! has the first wall only.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, Error, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, apply_filter_all_threads,
};

/// The calls that are left.
const ALLOWED: &[i64] = &[
    // The socket.
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_recvfrom,
    libc::SYS_sendto,
    libc::SYS_close,
    // Memory.
    libc::SYS_brk,
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    // The time and waiting.
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_sched_yield,
    libc::SYS_futex,
    libc::SYS_restart_syscall,
    // Where hash maps get their seeds from.
    libc::SYS_getrandom,
    // Its own threads, signals and end: a panic, an abort, a stack that overflowed.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_sched_getaffinity,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Takes every other call from all threads of this process, for good, where the kernel can.
pub(super) fn apply() {
    // What cannot be applied changes no answer: the limits of the process stand.
    let _ = programs()
        .and_then(|programs| programs.iter().try_for_each(|program| apply_filter_all_threads(program)));
}

/// The filters in their order: after the last there can be no other. Of what two say of one call the stricter counts.
fn programs() -> Result<[BpfProgram; 2], Error> {
    // What it is asked for by this stands where no filter can look, so the system's library is told that it is not
    // there, and takes the other one.
    let newer = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
    let absent = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let processor = std::env::consts::ARCH.try_into()?;
    Ok([
        SeccompFilter::new(newer, SeccompAction::Allow, absent, processor)?.try_into()?,
        SeccompFilter::new(rules()?, refused, SeccompAction::Allow, processor)?.try_into()?,
    ])
}

/// The calls that are left, and for some of them with what arguments.
fn rules() -> Result<BTreeMap<i64, Vec<SeccompRule>>, Error> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    // With this an abort ends the process; another one it must not end.
    let own = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, std::process::id().into())?;
    rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![own])?]);
    // A thread of its own is fine, since policies are read in one with a larger stack; a process is not.
    let thread = u64::from(libc::CLONE_THREAD.unsigned_abs());
    let thread = SeccompCondition::new(0, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(thread), thread)?;
    rules.insert(libc::SYS_clone, vec![SeccompRule::new(vec![thread])?]);
    // The other filter answers it.
    rules.insert(libc::SYS_clone3, Vec::new());
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_filter_for_this_machine() {
        let [absent, allowed] = programs().unwrap();
        assert!(!absent.is_empty() && allowed.len() > ALLOWED.len());
    }

    /// What would open or make something, reach somebody else or become another program.
    const REFUSED: &[i64] = &[
        libc::SYS_openat,
        libc::SYS_openat2,
        libc::SYS_open_by_handle_at,
        libc::SYS_unlinkat,
        libc::SYS_renameat2,
        libc::SYS_linkat,
        libc::SYS_symlinkat,
        libc::SYS_mkdirat,
        libc::SYS_mknodat,
        libc::SYS_fchmodat,
        libc::SYS_fchownat,
        libc::SYS_ftruncate,
        libc::SYS_memfd_create,
        libc::SYS_chdir,
        libc::SYS_chroot,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept4,
        libc::SYS_sendmsg,
        libc::SYS_recvmsg,
        libc::SYS_execve,
        libc::SYS_execveat,
        libc::SYS_kill,
        libc::SYS_tkill,
        libc::SYS_pidfd_open,
        libc::SYS_pidfd_getfd,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_prctl,
        libc::SYS_prlimit64,
        libc::SYS_setuid,
        libc::SYS_capset,
        libc::SYS_ioctl,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_io_uring_setup,
        libc::SYS_userfaultfd,
        libc::SYS_keyctl,
        libc::SYS_init_module,
        libc::SYS_reboot,
    ];

    #[test]
    fn nothing_is_left_that_reaches_out() {
        let rules = rules().unwrap();
        let left: Vec<&i64> = REFUSED.iter().filter(|call| rules.contains_key(*call)).collect();
        assert!(left.is_empty(), "{left:?}");
        // These have uses that do, so not each of them is let through.
        for call in [libc::SYS_clone, libc::SYS_tgkill] {
            assert!(rules.get(&call).is_some_and(|conditions| !conditions.is_empty()), "{call}");
        }
        // All else that is let through is one of those above.
        assert_eq!(rules.len(), ALLOWED.len() + 3);
    }
}
