#include "cli/commands.h"
#include "cli/input.h"
#include "cli/terminal.h"

#include <stdio.h>
#include <string.h>

/* One run of the command. */
struct run {
	struct smtpprobe_explainer *explainer;
	enum smtpprobe_form form;
	bool missing; /* a word that was meant as a file, or part of one */
};

static int
help(void)
{
	puts("smtpprobe explain [OPTION...] [TEXT | FILE | -]...\n"
	     "What a reply, a log or a bounce says, whose problem it is, and "
	     "what they do\nabout it. TEXT is a reply as pasted; a FILE may "
	     "be gzip'ed; - is standard input.\n");
	options_help(SMTPPROBE_EXPLAIN);
	puts("\nExit status: 0 a reply was found and explained, 64 usage, 65 "
	     "none was, or a\nfile is missing or broken, 70 internal.");
	return EXIT_OK;
}

static bool
show(struct run *run)
{
	size_t size;
	const char *text = smtpprobe_explained(run->explainer, &size);

	return size == 0 || terminal_write_octets(text, size);
}

static bool
take(void *context, const char *octets, size_t size)
{
	struct run *run = context;

	if (!smtpprobe_explain(run->explainer, octets, size)) {
		fputs("smtpprobe: no memory\n", stderr);
		return false;
	}
	return run->form >= SMTPPROBE_AS_SUMMARY || show(run);
}

static bool
end_text(struct run *run)
{
	return smtpprobe_explain_end(run->explainer) &&
	       (run->form >= SMTPPROBE_AS_SUMMARY || show(run));
}

static bool
is_input(const char *word)
{
	return strcmp(word, "-") == 0 || input_is_file(word);
}

/* "550 5.1.1 User unknown" in quotes: a reply of its own. */
static bool
is_whole_reply(const char *word)
{
	return strspn(word, "0123456789") == 3 &&
	       (word[3] == ' ' || word[3] == '-');
}

/* A lone word without a reply in it was meant as a file. */
static void
tell_missing(struct run *run, const char *word)
{
	if (word[0] == '\0' || strpbrk(word, " \n") != NULL)
		return;
	run->missing = true;
	if (input_is_directory(word))
		terminal_complain(
		    "%s is a directory; give the files in it", word);
	else
		terminal_complain("there is no file %s, and as a reply it says "
				  "nothing; give the server's words, e.g. "
				  "smtpprobe explain '550 5.1.1 User unknown'",
		    word);
}

/* Words that are no file belong together: people forget the quotes. */
static bool
explain_words(struct run *run, int count, char **words)
{
	size_t before = smtpprobe_explained_count(run->explainer);
	bool well = true;

	for (int i = 0; i < count && well; i++)
		well = (i == 0 || take(run, " ", 1)) &&
		       take(run, words[i], strlen(words[i]));
	well = well && end_text(run);
	if (well && count == 1 &&
	    smtpprobe_explained_count(run->explainer) == before)
		tell_missing(run, words[0]);
	return well;
}

static bool
explain_all(struct run *run, int count, char **words)
{
	enum input_end end;
	int texts = 0;
	bool well = true;

	for (int i = 0; i < count && well; i++) {
		texts = i;
		while (texts < count && !is_input(words[texts]) &&
		       (texts == i || !is_whole_reply(words[texts])))
			texts++;
		if (texts > i) {
			well = explain_words(run, texts - i, words + i);
			i = texts - 1;
			continue;
		}
		end = input_read(words[i], take, run);
		run->missing = run->missing || end == INPUT_BROKEN;
		well = end_text(run) && end != INPUT_STOPPED;
	}
	return well;
}

static int
conclude(struct run *run, bool well)
{
	if (run->form >= SMTPPROBE_AS_SUMMARY)
		well = show(run) && well;
	if (!well)
		return EXIT_INTERNAL;
	if (run->missing)
		return EXIT_INVALID;
	if (smtpprobe_explained_count(run->explainer) > 0)
		return EXIT_OK;
	fputs("smtpprobe: no reply found in it; give the server's words, e.g. "
	      "smtpprobe explain '550 5.1.1 User unknown'\n",
	    stderr);
	return EXIT_INVALID;
}

static int
explain(struct smtpprobe *s, const struct output_options *o, int count,
    char **words)
{
	static char dash[] = "-";
	char *standard_input[] = { dash };
	struct run run = { .form = SMTPPROBE_AS_TEXT };
	int style = 0, status;

	if (count == 0 && !input_waits()) {
		fputs("smtpprobe: explain wants a reply, a file or -; see "
		      "smtpprobe explain --help\n",
		    stderr);
		return EXIT_USAGE_ERROR;
	}
	if (o->summary)
		run.form =
		    o->json ? SMTPPROBE_AS_SUMMARY_JSON : SMTPPROBE_AS_SUMMARY;
	else if (o->json)
		run.form = SMTPPROBE_AS_JSON;
	if (terminal_coloured(o->colour))
		style |= SMTPPROBE_COLOUR;
	if (o->quiet)
		style |= SMTPPROBE_FIRST_LINE;
	run.explainer =
	    smtpprobe_explainer_new(s, run.form, style, terminal_width());
	if (run.explainer == NULL) {
		terminal_complain("%s", smtpprobe_error(s));
		return EXIT_INTERNAL;
	}
	if (count == 0)
		words = standard_input;
	status =
	    conclude(&run, explain_all(&run, count == 0 ? 1 : count, words));
	smtpprobe_explainer_free(run.explainer);
	return status;
}

int
command_explain(int argc, char **argv)
{
	struct output_options output = { 0 };
	struct smtpprobe *s = smtpprobe_new();
	int count, status = EXIT_USAGE_ERROR;

	if (s == NULL)
		return EXIT_INTERNAL;
	count = options_read(s, SMTPPROBE_EXPLAIN, argc, argv, &output);
	if (count >= 0)
		status =
		    output.help ? help() : explain(s, &output, count, argv);
	smtpprobe_free(s);
	return status;
}
