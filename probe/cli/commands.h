/*
 * commands: one function a command; each gets its own words (argv[0] is the
 * command's name) and returns the exit status.
 */
#ifndef PROBE_CLI_COMMANDS_H
#define PROBE_CLI_COMMANDS_H

int command_check(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_sender(int argc, char **argv);
int command_codes(int argc, char **argv);

#endif
