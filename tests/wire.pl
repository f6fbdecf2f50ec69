# A wire between clients and a served exchange that goes wrong when it is told
# to, by files in the current folder. Prints its own address.
#
#	perl tests/wire.pl ADDRESS
#
#	cut		what is connected is cut off (the file goes away)
#	deaf		while it is there, no WebSocket is let through
#	garbage		each WebSocket's client hears nonsense (goes away)
#	again		…hears once more all that it has heard (goes away)
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my ($peer) = ($ARGV[0] // '') =~ m{^http://(.*)$} or die "no address\n";
my $ear = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1',
	LocalPort => 0, ReuseAddr => 1) or die "wire: $!\n";
$| = 1;
print 'http://127.0.0.1:', $ear->sockport, "\n";
my $all = IO::Select->new($ear);
my (%other, %web, %heard, %up);

sub end_of {
	my ($one) = @_;
	for my $end ($one, $other{$one}) {
		next unless defined $end;
		$all->remove($end);
		delete $_->{$end} for \%web, \%heard, \%up;
		close $end;
	}
	delete @other{grep { defined } $one, $other{$one}};
}

sub begin {
	my $client = $ear->accept or return;
	my $server = IO::Socket::INET->new(PeerAddr => $peer);
	unless ($server) {
		close $client;
		return;
	}
	@other{$client, $server} = ($server, $client);
	$up{$server} = 1;
	$all->add($client, $server);
}

sub pass {
	my ($from) = @_;
	my $n = sysread $from, my $text, 65536;
	return end_of($from) unless $n;
	my $to = $other{$from};
	if (!$up{$from} && $text =~ /^upgrade: websocket/im) {
		return end_of($from) if -e 'deaf';
		$web{$to} = 1;
		$heard{$to} = '';
	} elsif ($web{$from}) {
		$text =~ /^HTTP/ ? $text =~ /\r\n\r\n(.*)/s &&
			($heard{$from} .= $1) : ($heard{$from} .= $text);
	}
	syswrite $to, $text;
}

sub told {
	return unless -e $_[0];
	unlink $_[0];
	return 1;
}

while (1) {
	for my $one ($all->can_read(0.02)) {
		if ($one == $ear) {
			begin();
		} elsif (defined $other{$one}) {
			pass($one);
		}
	}
	my @web = grep { $web{$_} } $all->handles;
	if (told('cut')) {
		end_of($_) for grep { $up{$_} } $all->handles;
	} elsif (told('garbage')) {
		syswrite $other{$_}, "\x81\x06<html>" for @web;
	} elsif (told('again')) {
		syswrite $other{$_}, $heard{$_} for @web;
	}
}
