// SPDX-License-Identifier: GPL-2.0
/* From the selectors of a session as they are written to what they are about. */
#include <linux/capability.h>
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/user_namespace.h>

#include "session.h"

/**
 * scs_session_may_select() - is a task the opener's own?
 * @s: the session
 * @cred: credentials of the task
 *
 * His own are those that run with his uid and gid, in his user namespace, and with no
 * capability beyond his: as for ptrace(), but that may be forbidden by more.
 *
 * Return: true, or if whoever opened it may look at all tasks.
 */
bool scs_session_may_select(const struct scs_session *s, const struct cred *cred)
{
	const struct cred *opener = s->opener;

	/* Capabilities of one namespace say nothing in another. */
	return s->trusted || (cred->user_ns == opener->user_ns && uid_eq(cred->uid, opener->uid) &&
			      uid_eq(cred->euid, opener->uid) && uid_eq(cred->suid, opener->uid) &&
			      gid_eq(cred->gid, opener->gid) && gid_eq(cred->egid, opener->gid) &&
			      gid_eq(cred->sgid, opener->gid) &&
			      cap_issubset(cred->cap_permitted, opener->cap_permitted));
}

static int resolve_pid(const struct scs_session *s, struct scs_selector *sel, __u32 number)
{
	enum pid_type type = sel->kind == SCS_SELECT_PID ? PIDTYPE_TGID : PIDTYPE_PID;
	struct task_struct *task;
	int ret = -ESRCH;

	rcu_read_lock();
	task = pid_task(find_vpid((int)number), type);
	if (task) {
		sel->pid = get_pid(task_pid(task));
		ret = scs_session_may_select(s, __task_cred(task)) ? 0 : -EPERM;
	}
	rcu_read_unlock();
	return ret;
}

static int resolve_uid(const struct scs_session *s, struct scs_selector *sel, __u32 number)
{
	sel->uid = make_kuid(s->opener->user_ns, number);
	if (!uid_valid(sel->uid))
		return -EINVAL;
	return s->trusted || uid_eq(sel->uid, s->opener->uid) ? 0 : -EPERM;
}

static int resolve_cgroup(struct scs_selector *sel, const struct scs_wanted *wanted)
{
	char *path = kmemdup_nul(wanted->text, wanted->len, GFP_KERNEL);
	struct cgroup *cgroup;

	if (!path)
		return -ENOMEM;
	cgroup = scs_cgroup_get(path);
	kfree(path);
	if (IS_ERR(cgroup))
		return PTR_ERR(cgroup);
	sel->cgroup = cgroup;
	return 0;
}

static int resolve(const struct scs_session *s, struct scs_selector *sel,
		   const struct scs_wanted *wanted)
{
	sel->kind = wanted->kind;
	switch (wanted->kind) {
	case SCS_SELECT_PID:
	case SCS_SELECT_TID:
		return resolve_pid(s, sel, wanted->number);
	case SCS_SELECT_UID:
		return resolve_uid(s, sel, wanted->number);
	case SCS_SELECT_COMM:
		memcpy(sel->comm, wanted->text, wanted->len);
		return 0;
	case SCS_SELECT_CGROUP:
		return resolve_cgroup(sel, wanted);
	}
	return -EINVAL;
}

/**
 * scs_session_resolve() - find what selectors are about
 * @s: the session
 * @cmd: has them as written, by the running task
 * @selectors: receives them; as many, zeroed
 *
 * Context: may sleep.
 * Return: 0; -ESRCH, -ENOENT or another errno if there is no such thing; -EPERM if the
 * opener may not look at it. Then nothing is held.
 */
int scs_session_resolve(struct scs_session *s, const struct scs_session_command *cmd,
			struct scs_selector *selectors)
{
	unsigned int i;
	int ret;

	for (i = 0; i < cmd->nr_wanted; i++) {
		ret = resolve(s, &selectors[i], &cmd->wanted[i]);
		if (ret) {
			/* What was found, but may not be looked at. */
			scs_selectors_put(selectors, i + 1);
			return ret;
		}
	}
	return 0;
}

/**
 * scs_selectors_put() - let go what selectors are about
 * @selectors: the selectors
 * @n: how many
 */
void scs_selectors_put(struct scs_selector *selectors, unsigned int n)
{
	while (n--) {
		switch (selectors[n].kind) {
		case SCS_SELECT_PID:
		case SCS_SELECT_TID:
			put_pid(selectors[n].pid);
			break;
		case SCS_SELECT_CGROUP:
			if (selectors[n].cgroup)
				scs_cgroup_put(selectors[n].cgroup);
			break;
		case SCS_SELECT_UID:
		case SCS_SELECT_COMM:
			break;
		}
	}
}
