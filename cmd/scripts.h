/* The completion scripts as text; made from completions/ at build time. */
#ifndef CMD_SCRIPTS_H
#define CMD_SCRIPTS_H

extern const char script_bash[], script_zsh[], script_fish[];

#endif
