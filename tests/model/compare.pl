#!/usr/bin/perl
# compare.pl MODEL GENERATOR ETRMS FROM COUNT: replays COUNT random scenarios,
# the first of seed FROM, by the model and by etrms, and holds their records
# against each other: as objects without nulls, amounts by their digits. At the
# first seed whose records differ it prints seed and difference and exits 1;
# the scenario stays in scenario.json of the current folder. ALL=1 goes on and
# counts.
# compare.pl MODEL - ETRMS FILE…: the same for scenarios in files.
use strict;
use warnings;

my ($model, $generator, $etrms, @rest) = @ARGV;

# The members of a flat object in one order, nulls left out.
sub canonical {
	my ($line) = @_;
	my @members;

	$line =~ /\G\{/gc or return "not an object: $line";
	while ($line =~ /\G("[a-z_]+"):("(?:[^"\\]|\\.)*"|\[[^\]]*\]|[-\d.]+|null),?/gc) {
		push @members, "$1:$2" if $2 ne 'null';
	}
	$line =~ /\G\}\n?\z/gc or return "not an object: $line";
	return join(',', sort @members);
}

sub slurp {
	open my $from, '-|', @_ or die "@_: $!\n";
	my @lines = <$from>;
	close $from;
	return ($? >> 8, @lines);
}

# The first difference of two replays of a scenario, or undef.
sub difference {
	my ($file) = @_;
	my ($want_code, @want) = slurp($model, $file);
	my ($got_code, @got) = slurp($etrms, qw(venue replay --format ndjson), $file);

	for my $i (0 .. ($#want > $#got ? $#want : $#got)) {
		my $want = defined $want[$i] ? canonical($want[$i]) : 'nothing';
		my $got = defined $got[$i] ? canonical($got[$i]) : 'nothing';

		return "record " . ($i + 1) . "\n  wanted $want\n  got    $got"
		    if $want ne $got;
	}
	return "exit code: wanted $want_code, got $got_code"
	    if $want_code != $got_code;
	return undef;
}

sub generate {
	my ($seed) = @_;

	open my $to, '>', 'scenario.json' or die "scenario.json: $!\n";
	my ($code, @lines) = slurp($generator, $seed);
	print $to @lines;
	close $to or die "scenario.json: $!\n";
	die "seed $seed: the generator exits $code\n" if $code != 0;
	return 'scenario.json';
}

my $different = 0;
my @runs = $generator eq '-' ? @rest : ($rest[0] .. $rest[0] + $rest[1] - 1);
for my $run (@runs) {
	my $file = $generator eq '-' ? $run : generate($run);
	my $difference = difference($file);

	next if !defined $difference;
	print $generator eq '-' ? "$run: " : "seed $run: ", "$difference\n";
	$different++;
	last if !$ENV{ALL};
}
printf "%d scenarios, %d differ\n", scalar(@runs), $different;
exit($different != 0);
