/*
 * settings: the options of all commands, one row each: name, argument, help and
 * setter. The command line, the library and the help all live on these rows.
 */
#ifndef PROBE_API_SETTINGS_H
#define PROBE_API_SETTINGS_H

#include "inquiry/inquiry.h"
#include "inquiry/survey.h"
#include "intake/intake.h"
#include "net/driver.h"
#include "smtpprobe.h"

enum { SETTINGS_WITNESSES_MAX = 8 };

struct settings {
	struct arena *arena; /* owns the texts */
	struct inquiry_options inquiry;
	struct witness_domain witnesses[SETTINGS_WITNESSES_MAX];
	struct endpoint servers[SERVERS_MAX];
	size_t server_count;
	struct ip local_v4, local_v6;
	const char *tables;  /* directory, or NULL */
	const char *ca_path; /* or NULL */
	enum input_kind input;
	bool online;                         /* explain may ask the DNS */
	struct span zones[SURVEY_ZONES_MAX]; /* of blocklists */
	size_t zone_count;
	struct span selector; /* of a DKIM key */
};

/* Defaults; false when there is no memory. */
bool settings_init(struct settings *s);
void settings_free(struct settings *s);

const struct smtpprobe_option *settings_rows(size_t *count);

/* False with trouble, which names the option and the remedy. */
bool settings_set(
    struct settings *s, struct span name, struct span value, struct trouble *t);

#endif
