package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"phusong/coverage/criterion"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help is shown below the usage.
func (*completionCommand) Help() string {
	return "Prints a script that completes commands, flags, files, folders and preset criteria.\n\n" +
		"Examples:\n\n  source <(phusong completion bash)\n" +
		"  phusong completion zsh > \"${fpath[1]}/_phusong\"\n" +
		"  phusong completion fish > ~/.config/fish/completions/phusong.fish\n\n" + exitCodes
}

// Run executes the command.
func (c *completionCommand) Run(a *app, k *kong.Context) error {
	commands := completions(k.Model)
	write := map[string]func(*script, []completedCommand){"bash": bashScript, "zsh": zshScript, "fish": fishScript}[c.Shell]
	s := &script{}
	write(s, commands)
	_, err := io.WriteString(a.stdout, s.String())
	return err
}

// script is text that grows by lines.
type script struct{ strings.Builder }

func (s *script) line(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

// What a value can be: nothing that is known, a file, a folder, or one of words.
const (
	valueFile = "file"
	valueDir  = "dir"
)

// completedValue is what completes an argument or the value of a flag.
type completedValue struct {
	kind  string // valueFile, valueDir or ""
	words []string
}

type completedFlag struct {
	long, short, help string
	takesValue        bool
	value             completedValue
}

type completedCommand struct {
	name, help string
	flags      []completedFlag
	argument   completedValue
}

// completions reads the commands from the command line's own model, so that a
// new flag is completed without a word about it here. The tag complete says what
// a value is: file, dir, criteria, or words with commas between them.
func completions(app *kong.Application) []completedCommand {
	var all []completedCommand
	for _, node := range app.Children {
		if node.Hidden {
			continue
		}
		c := completedCommand{name: node.Name, help: node.Help, flags: []completedFlag{{long: "help", short: "h", help: "Show help."}}}
		c.addFlags(node)
		if len(node.Positional) > 0 {
			c.argument = valueOf(node.Positional[0])
		}
		for _, child := range node.Children { // a group: any of its commands, and what they take
			c.addFlags(child)
			c.argument.words = append(c.argument.words, child.Name)
			c.argument.kind = valueFile
		}
		all = append(all, c)
	}
	return all
}

// addFlags adds the flags of a command that are not there yet.
func (c *completedCommand) addFlags(node *kong.Node) {
	for _, flag := range node.Flags {
		known := slices.ContainsFunc(c.flags, func(f completedFlag) bool { return f.long == flag.Name })
		if flag.Hidden || known {
			continue
		}
		f := completedFlag{long: flag.Name, help: flag.Help, takesValue: !flag.IsBool(), value: valueOf(flag.Value)}
		if flag.Short != 0 {
			f.short = string(flag.Short)
		}
		c.flags = append(c.flags, f)
	}
}

func valueOf(v *kong.Value) completedValue {
	var value completedValue
	for _, part := range strings.Split(v.Tag.Get("complete"), "|") {
		switch part {
		case "":
		case valueFile, valueDir:
			value.kind = part
		case "criteria":
			value.words = append(value.words, criterion.Presets()...)
		default:
			value.words = append(value.words, strings.Split(part, ",")...)
		}
	}
	if v.Enum != "" {
		value.words = append(value.words, strings.Split(v.Enum, ",")...)
	}
	return value
}

// names are the spellings of a flag.
func (f completedFlag) names() []string {
	if f.short == "" {
		return []string{"--" + f.long}
	}
	return []string{"--" + f.long, "-" + f.short}
}

// quote makes one word of POSIX shells, zsh and fish alike: single quotes, and
// no single quote or backslash inside them.
func quote(s string) string {
	return "'" + strings.NewReplacer("'", "’", "\\", "/", "\n", " ").Replace(s) + "'"
}

func bashScript(s *script, commands []completedCommand) {
	s.line("# bash completion of phusong; load it with: source <(phusong completion bash)")
	s.line("_phusong() {")
	s.line("  local cur prev command= flags= words= kind= i IFS=$'\\n'")
	s.line("  cur=${COMP_WORDS[COMP_CWORD]}")
	s.line("  prev=${COMP_WORDS[COMP_CWORD-1]}")
	s.line("  # readline cuts --flag=value into three words")
	s.line("  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi")
	s.line("  for ((i = 1; i < COMP_CWORD; i++)); do")
	s.line("    if [[ ${COMP_WORDS[i]} != -* ]]; then command=${COMP_WORDS[i]}; break; fi")
	s.line("  done")
	s.line("  COMPREPLY=()")
	s.line("  case $command in")
	s.line("    '') words=$'%s'; flags=$'--help\\n-h' ;;", strings.Join(names(commands), "\\n"))
	for _, c := range commands {
		var flags []string
		for _, f := range c.flags {
			flags = append(flags, f.names()...)
		}
		s.line("    %s)", c.name)
		s.line("      flags=$'%s'", strings.Join(flags, "\\n"))
		s.line("      case $prev in")
		for _, f := range c.flags {
			if f.takesValue {
				s.line("        %s) flags=; %s ;;", strings.Join(f.names(), "|"), bashValue(f.value))
			}
		}
		s.line("        *) %s ;;", bashValue(c.argument))
		s.line("      esac ;;")
	}
	s.line("  esac")
	s.line("  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W \"$flags\" -- \"$cur\")); return; fi")
	s.line("  [[ -n $words ]] && COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))")
	s.line("  case $kind in")
	s.line("    file) COMPREPLY+=($(compgen -f -- \"$cur\")); compopt -o filenames 2>/dev/null ;;")
	s.line("    dir) COMPREPLY+=($(compgen -d -- \"$cur\")); compopt -o filenames 2>/dev/null ;;")
	s.line("  esac")
	s.line("  return 0")
	s.line("}")
	s.line("complete -F _phusong phusong")
}

func bashValue(v completedValue) string {
	return fmt.Sprintf("words=$'%s'; kind=%s", strings.Join(v.words, "\\n"), v.kind)
}

func names(commands []completedCommand) []string {
	var all []string
	for _, c := range commands {
		all = append(all, c.name)
	}
	return all
}

func zshScript(s *script, commands []completedCommand) {
	s.line("#compdef phusong")
	s.line("# zsh completion of phusong; put it as _phusong into a folder of $fpath")
	s.line("_phusong() {")
	s.line("  if (( CURRENT == 2 )); then")
	s.line("    local -a commands")
	s.line("    commands=(")
	for _, c := range commands {
		s.line("      %s", quote(c.name+":"+c.help))
	}
	s.line("    )")
	s.line("    _describe command commands")
	s.line("    return")
	s.line("  fi")
	s.line("  local command=$words[2]")
	s.line("  shift words; (( CURRENT-- ))")
	s.line("  case $command in")
	for _, c := range commands {
		s.line("    %s)", c.name)
		s.line("      _arguments \\")
		for _, f := range c.flags {
			for _, name := range f.names() {
				s.line("        %s \\", quote(zshFlag(name, f)))
			}
		}
		s.line("        %s ;;", quote("*:argument:"+zshValue(c.argument)))
	}
	s.line("  esac")
	s.line("}")
	s.line("if [ \"$funcstack[1]\" = _phusong ]; then _phusong \"$@\"; else compdef _phusong phusong; fi")
}

func zshFlag(name string, f completedFlag) string {
	help := strings.NewReplacer("[", "(", "]", ")", ":", ",").Replace(f.help)
	if !f.takesValue {
		return name + "[" + help + "]"
	}
	if strings.HasPrefix(name, "--") {
		name += "="
	}
	return name + "[" + help + "]:" + f.long + ":" + zshValue(f.value)
}

func zshValue(v completedValue) string {
	switch {
	case len(v.words) > 0:
		return "(" + strings.Join(v.words, " ") + ")"
	case v.kind == valueFile:
		return "_files"
	case v.kind == valueDir:
		return "_files -/"
	}
	return " "
}

func fishScript(s *script, commands []completedCommand) {
	s.line("# fish completion of phusong; put it into ~/.config/fish/completions/phusong.fish")
	s.line("complete -c phusong -f")
	s.line("complete -c phusong -n __fish_use_subcommand -s h -l help -d 'Show help.'")
	for _, c := range commands {
		s.line("complete -c phusong -n __fish_use_subcommand -a %s -d %s", c.name, quote(c.help))
	}
	for _, c := range commands {
		seen := fmt.Sprintf("complete -c phusong -n '__fish_seen_subcommand_from %s'", c.name)
		for _, f := range c.flags {
			flag := seen
			if f.short != "" {
				flag += " -s " + f.short
			}
			s.line("%s -l %s%s -d %s", flag, f.long, fishValue(f.value, f.takesValue), quote(f.help))
		}
		if v := fishValue(c.argument, false); v != "" {
			s.line("%s%s", seen, v)
		}
	}
}

func fishValue(v completedValue, required bool) string {
	option := ""
	if required {
		option = " -x"
	}
	if v.kind == valueFile {
		option = " -r -F"
	}
	if v.kind == valueDir {
		option += " -a '(__fish_complete_directories)'"
	}
	if len(v.words) > 0 {
		option += " -a " + quote(strings.Join(v.words, " "))
	}
	return option
}
