#!/usr/bin/perl
# coverage.pl: reads the records of many replays one after the other and prints
# how often each kind of thing happened, and in how many of the replays: events
# with action and reason, fills by type and liquidity, legs, turns of a
# position, partial fills, several liquidations at once.
use strict;
use warnings;

my (%count, %replays, %seen, %type, $replays, $before, $liquidated);

sub met {
	my ($kind) = @_;

	$count{$kind}++;
	$replays{$kind}++ if !$seen{$kind}++;
}

sub fill {
	my ($r) = @_;
	my $id = $r->{id};

	met("filled $type{$id} $r->{taker_or_maker}");
	met("filled leg $1") if $id =~ /\.(sl|tp|ts)$/ && $type{$id} !~ /market/;
	met('filled partly') if $r->{remaining} ne '0';
	met('filled a closing part') if $r->{realized_pnl} ne 'null';
	met('filled past zero') if $r->{realized_pnl} eq 'null' &&
	    $before->{event} eq 'filled' && $before->{id} eq $id &&
	    $before->{realized_pnl} ne 'null' && $before->{time} eq $r->{time};
	met('filled for a rebate') if $r->{fee} =~ /^-/;
	met('fee in base') if $r->{symbol} =~ m{^$r->{fee_currency}/};
}

sub liquidation {
	my ($r) = @_;
	my $when = "$r->{time} $r->{point}";

	met("liquidated $r->{side} at $r->{point}");
	met('liquidated with insurance') if $r->{insurance} ne '0';
	met('liquidated with a fee') if $r->{fee} ne '0';
	met('liquidated several at once') if ($liquidated // '') eq $when;
	$liquidated = $when;
}

while (<STDIN>) {
	my %r;

	while (/"([a-z_]+)":("[^"]*"|[-\d.]+|null)/g) {
		my ($key, $value) = ($1, $2);

		$value =~ s/^"(.*)"$/$1/;
		$r{$key} = $value;
	}
	if ($r{seq} == 1) {
		$replays++;
		%seen = %type = ();
		undef $liquidated;
	}
	$type{$r{id}} = $r{type} if $r{event} eq 'accepted';
	met(join ' ', grep { defined && $_ ne 'null' }
	    @r{qw(event action reason)});
	met("triggered $type{$r{id}}") if $r{event} eq 'triggered';
	fill(\%r) if $r{event} eq 'filled';
	liquidation(\%r) if $r{event} eq 'liquidated';
	met('funding paid') if $r{event} eq 'funding' && $r{amount} =~ /^-/;
	met('funding received') if $r{event} eq 'funding' && $r{amount} =~ /^\d/;
	met("position $r{side}") if $r{event} eq 'position';
	$before = \%r;
}
printf "%d %.1f%% %s\n", $count{$_}, 100 * $replays{$_} / $replays, $_
    for sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count;
