# A relay in front of a served exchange that answers otherwise: what it hears is
# asked there, and in the answer FROM becomes TO. Prints its own address.
#
#	perl tests/relay.pl ADDRESS FROM TO
use strict;
use warnings;
use IO::Socket::INET;

my ($address, $from, $to) = @ARGV;
my ($peer) = $address =~ m{^http://(.*)$} or die "no address: $address\n";
my $ear = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1',
	LocalPort => 0, ReuseAddr => 1) or die "relay: $!\n";
$| = 1;
print 'http://127.0.0.1:', $ear->sockport, "\n";
while (my $client = $ear->accept) {
	my ($head, $body, $answer) = ('', '', '');
	while (my $line = <$client>) {
		last if $line =~ /^\r?\n$/;
		$head .= $line unless $line =~ /^(connection|host):/i;
	}
	if ($head =~ /^content-length:\s*(\d+)/im) {
		read $client, $body, $1;
	}
	my $up = IO::Socket::INET->new(PeerAddr => $peer) or next;
	print $up $head, "Host: $peer\r\nConnection: close\r\n\r\n", $body;
	{ local $/; $answer = <$up> // ''; }
	my ($top, $rest) = split /\r\n\r\n/, $answer, 2;
	$rest = '' unless defined $rest;
	$rest =~ s/\Q$from\E/$to/g;
	$top =~ s/^(content-length: *)\d+/$1 . length $rest/eim;
	print $client $top, "\r\n\r\n", $rest;
	close $client;
}
