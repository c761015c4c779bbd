// SPDX-License-Identifier: GPL-2.0
/* The file /dev/syscallstat: whoever opens it has a session, until he closes it. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/capability.h>
#include <linux/cpumask.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <syscallstat/abi.h>

#include "hook.h"
#include "session.h"
#include "snapshot.h"
#include "state.h"
#include "text.h"
#include "view.h"

/* What all sessions may take together. */
static struct scs_budget budget;

/**
 * struct reading - an open file
 * @lock: for the text
 * @text: what was rendered by the last read from the beginning
 * @view: what the next one renders
 * @ready: there is memory for what is counted
 * @attached: threads are followed for it
 * @session: of which session
 */
struct reading {
	struct mutex lock; /* see above */
	struct scs_text text;
	enum scs_session_view view;
	bool ready;
	bool attached;
	struct scs_session session;
};

static const struct scs_view *const views[] = {
	[SCS_SHOW_STATS] = &scs_view_stats,	  [SCS_SHOW_HISTOGRAM] = &scs_view_histogram,
	[SCS_SHOW_ERRNOS] = &scs_view_errnos,	  [SCS_SHOW_TASKS] = &scs_view_tasks,
	[SCS_SHOW_INFLIGHT] = &scs_view_inflight, [SCS_SHOW_PERCPU] = &scs_view_percpu,
};

/*
 * A page holds two calls of one CPU, or slots of 64 pids. A program makes some tens of
 * calls at once when it starts.
 */
static unsigned int pages_in_reserve(void)
{
	return 96 + 16 * num_online_cpus();
}

/* What a session takes at least. */
static size_t least_memory(void)
{
	return pages_in_reserve() * PAGE_SIZE + SCS_CHUNKS * sizeof(unsigned long);
}

static void stats_uninit(struct scs_stats *stats)
{
	scs_slots_uninit(&stats->slots);
	scs_table_uninit(&stats->table);
	scs_reserve_uninit(&stats->reserve);
	free_percpu(stats->table.cpus);
}

static int stats_init(struct scs_stats *stats)
{
	int ret;

	stats->generation = SCS_GEN_NONE + 1;
	stats->table.cpus = alloc_percpu_gfp(struct scs_cpu *, GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!stats->table.cpus)
		return -ENOMEM;
	ret = scs_reserve_init(&stats->reserve, pages_in_reserve(), &budget);
	if (ret)
		goto err_percpu;
	ret = scs_table_init(&stats->table, &stats->reserve);
	if (ret)
		goto err_reserve;
	ret = scs_slots_init(&stats->slots, &stats->reserve);
	/* The parts of the CPUs may have been too much. */
	if (!ret && !scs_budget_has(&budget, 0)) {
		scs_slots_uninit(&stats->slots);
		ret = -ENOMEM;
	}
	if (ret)
		goto err_table;
	return 0;

err_table:
	scs_table_uninit(&stats->table);
err_reserve:
	scs_reserve_uninit(&stats->reserve);
err_percpu:
	free_percpu(stats->table.cpus);
	return ret;
}

static void end(struct reading *reading)
{
	struct scs_session *s = &reading->session;

	mutex_lock(&scs_state.lock);
	if (s->stats.running)
		scs_session_stop(s);
	scs_session_select_no_more(s);
	scs_session_withdraw(s);
	if (reading->attached)
		scs_thread_detach();
	mutex_unlock(&scs_state.lock);
}

/*
 * All misc devices are waiting until this returns, so it does not take the lock of the
 * state, nobody is charged, who might be put to sleep for it, and what may take long is left
 * for the first command or reading.
 */
static int session_open(struct inode *inode, struct file *file)
{
	struct reading *reading = kvzalloc(sizeof(*reading), GFP_KERNEL);
	struct scs_session *s;
	int ret = -ENOMEM;

	if (!reading)
		return ret;
	/* It will be said again when it is taken. */
	if (!scs_budget_has(&budget, least_memory()))
		goto err_reading;
	mutex_init(&reading->lock);
	s = &reading->session;
	s->recording = SCS_GEN_OFF;
	s->opener = get_cred(file->f_cred);
	s->trusted = perfmon_capable();
	memset(s->selection.rows, true, sizeof(s->selection.rows));
	s->syscalls = kstrdup("all", GFP_KERNEL);
	if (!s->syscalls)
		goto err_cred;
	ret = scs_session_claim(s);
	if (ret)
		goto err_syscalls;
	file->private_data = reading;
	return 0;

err_syscalls:
	kfree(s->syscalls);
err_cred:
	put_cred(s->opener);
err_reading:
	kvfree(reading);
	return ret;
}

/* Nobody waits for this but who asks for it. */
static int get_ready(struct reading *reading)
{
	int ret = reading->ready ? 0 : stats_init(&reading->session.stats);

	if (!ret && !reading->ready)
		scs_session_publish(&reading->session);
	reading->ready = !ret;
	return ret;
}

static int session_release(struct inode *inode, struct file *file)
{
	struct reading *reading = file->private_data;
	struct scs_session *s = &reading->session;

	if (reading->ready) {
		end(reading);
		stats_uninit(&s->stats);
	}
	scs_session_disclaim(s);
	kfree(s->syscalls);
	put_cred(s->opener);
	kvfree(reading->text.buf);
	kvfree(reading);
	return 0;
}

/* Follow the threads, so that they can be selected. */
static int attach(struct reading *reading)
{
	int ret = reading->attached ? 0 : scs_thread_attach();

	reading->attached = !ret;
	return ret;
}

/* What has to be watched so that it stays known whom these select. */
static unsigned long watches_for(const struct scs_session *s, const struct scs_selector *selectors,
				 unsigned int n)
{
	unsigned long watches = 0;
	unsigned int i;

	/* The task that is his now may become another's. */
	if (n && !s->trusted)
		watches |= BIT(SCS_WATCH_CREDS);
	for (i = 0; i < n; i++) {
		if (selectors[i].kind == SCS_SELECT_UID)
			watches |= BIT(SCS_WATCH_CREDS);
		else if (selectors[i].kind == SCS_SELECT_COMM)
			watches |= BIT(SCS_WATCH_NAME);
		else if (selectors[i].kind == SCS_SELECT_CGROUP)
			watches |= BIT(SCS_WATCH_CGROUP);
	}
	return watches & ~s->watches;
}

/*
 * All that can fail comes first. Selectors are taken if it does not; the list of calls
 * becomes that of before. The lock of the state is held.
 */
static int carry_out(struct reading *reading, const struct scs_session_command *cmd,
		     const struct scs_selector *selectors, char **syscalls)
{
	struct scs_session *s = &reading->session;
	unsigned long watches = watches_for(s, selectors, cmd->nr_wanted);
	bool start = cmd->set_running && cmd->running && !s->stats.running;
	int ret;

	ret = attach(reading);
	if (ret)
		return ret;
	ret = scs_session_watch(s, watches);
	if (ret)
		return ret;
	if (start) {
		/* None of the new ones is selected yet. */
		ret = scs_session_start(s, cmd->syscalls ? &cmd->selection : NULL);
		if (ret) {
			scs_session_unwatch(s, watches);
			return ret;
		}
	}
	if (cmd->set_running && !cmd->running && s->stats.running)
		scs_session_stop(s);
	if (cmd->syscalls && !start)
		scs_session_set_syscalls(s, &cmd->selection);
	if (cmd->syscalls)
		swap(s->syscalls, *syscalls);
	scs_session_select(s, selectors, cmd->nr_wanted, cmd->follow);
	if (cmd->reset)
		scs_session_reset(s);
	return 0;
}

static int carry_out_locked(struct reading *reading, const struct scs_session_command *cmd,
			    const struct scs_selector *selectors, char **syscalls)
{
	int ret = mutex_lock_killable(&scs_state.lock);

	if (ret)
		return ret;
	ret = carry_out(reading, cmd, selectors, syscalls);
	mutex_unlock(&scs_state.lock);
	return ret;
}

/* What is charged to who asks for it is allocated without a lock that others wait for. */
static int apply(struct reading *reading, const struct scs_session_command *cmd)
{
	struct scs_session *s = &reading->session;
	struct scs_selector *selectors;
	char *syscalls = NULL;
	int ret = -ENOMEM;

	if (s->nr_selectors + cmd->nr_wanted > SCS_SELECTORS_MAX)
		return -E2BIG;
	if (cmd->syscalls) {
		syscalls = kmemdup_nul(cmd->syscalls, cmd->syscalls_len, GFP_KERNEL_ACCOUNT);
		if (!syscalls)
			return -ENOMEM;
	}
	selectors = kcalloc(SCS_SELECTORS_MAX, sizeof(*selectors), GFP_KERNEL);
	if (selectors)
		ret = scs_session_resolve(s, cmd, selectors);
	if (!ret) {
		ret = scs_session_make_room(s, selectors, cmd->nr_wanted) ?:
			      carry_out_locked(reading, cmd, selectors, &syscalls);
		if (ret)
			scs_selectors_put(selectors, cmd->nr_wanted);
	}
	kfree(selectors);
	kfree(syscalls);
	return ret;
}

static int command(struct reading *reading, const char *text, size_t len)
{
	struct scs_session_command *cmd = kvmalloc(sizeof(*cmd), GFP_KERNEL);
	struct scs_command_error error;
	int ret;

	if (!cmd)
		return -ENOMEM;
	ret = scs_session_command_parse(text, len, cmd, &error);
	if (!ret)
		ret = get_ready(reading) ?: apply(reading, cmd);
	if (!ret && cmd->set_view)
		reading->view = cmd->view;
	kvfree(cmd);
	return ret;
}

/*
 * The reason of a failure is for who writes, and not for the log: it may be anybody. The
 * next read begins at the beginning, as a shell cannot seek.
 */
static ssize_t session_write(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	struct reading *reading = file->private_data;
	char *text;
	int ret;

	if (!count || count > SCS_CONTROL_MAX)
		return -EINVAL;
	text = memdup_user_nul(from, count);
	if (IS_ERR(text))
		return PTR_ERR(text);
	ret = mutex_lock_killable(&reading->lock);
	if (!ret) {
		ret = command(reading, text, count);
		mutex_unlock(&reading->lock);
	}
	if (!ret)
		*pos = 0;
	kfree(text);
	return ret ?: count;
}

static int write_views(struct scs_text *text, const struct reading *reading)
{
	const struct scs_session *s = &reading->session;
	struct scs_source source = {
		.stats = &s->stats,
		.hook = &scs_hook_tracepoint,
		.memory = sizeof(*reading),
		.syscalls = s->syscalls,
		.is_session = true,
	};
	unsigned int view;
	int ret = 0;

	if (reading->view != SCS_SHOW_ALL)
		return scs_view_write(text, views[reading->view], &source);
	for (view = SCS_SHOW_STATS; view <= SCS_SHOW_TASKS && !ret; view++)
		ret = scs_view_write(text, views[view], &source);
	return ret;
}

static int render(struct reading *reading)
{
	struct scs_text text = { 0 };
	int ret;

	ret = mutex_lock_killable(&scs_state.lock);
	if (ret)
		return ret;
	scs_state_check_clock();
	ret = write_views(&text, reading);
	mutex_unlock(&scs_state.lock);
	if (!ret)
		ret = scs_text_keep(&text);
	if (ret) {
		kvfree(text.buf);
		return ret;
	}
	kvfree(reading->text.buf);
	reading->text = text;
	return 0;
}

static ssize_t session_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	struct reading *reading = file->private_data;
	ssize_t ret = mutex_lock_killable(&reading->lock);

	if (ret)
		return ret;
	if (!*pos || !reading->text.buf)
		ret = get_ready(reading) ?: render(reading);
	if (!ret)
		ret = simple_read_from_buffer(to, count, pos, reading->text.buf, reading->text.len);
	mutex_unlock(&reading->lock);
	return ret;
}

static loff_t session_lseek(struct file *file, loff_t offset, int whence)
{
	struct reading *reading = file->private_data;
	loff_t ret = mutex_lock_killable(&reading->lock);

	if (ret)
		return ret;
	ret = fixed_size_llseek(file, offset, whence, reading->text.len);
	mutex_unlock(&reading->lock);
	return ret;
}

static const struct file_operations session_fops = {
	.owner = THIS_MODULE,
	.open = session_open,
	.read = session_read,
	.write = session_write,
	.llseek = session_lseek,
	.release = session_release,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = SCS_NAME,
	.mode = 0600,
	.fops = &session_fops,
};

/**
 * scs_sessions_init() - create /dev/syscallstat
 * @kib: what all sessions may take together, in KiB; receives it if it is 0
 *
 * Return: 0 or a negative errno.
 */
int scs_sessions_init(unsigned long *kib)
{
	if (!*kib)
		*kib = (totalram_pages() / 16) << (PAGE_SHIFT - 10);
	budget.max = *kib >> (PAGE_SHIFT - 10);
	return misc_register(&device);
}

/**
 * scs_sessions_uninit() - remove it
 *
 * An open file holds the module, so there is none.
 */
void scs_sessions_uninit(void)
{
	misc_deregister(&device);
}
