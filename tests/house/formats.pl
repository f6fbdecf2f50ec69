#!/usr/bin/perl
# formats.pl DESCRIBED JSON NDJSON CSV: the three outputs hold the same rows,
# field by field as text, so that amounts are compared to the last digit; and
# every key is in DESCRIBED (lines "record,field"). Where rows are of several
# records, CSV has the fields of all of them: those a row lacks are empty.
use strict;
use warnings;

sub slurp { local $/; open my $f, '<', $_[0] or die "$_[0]: $!"; my $s = <$f>; $s // '' }

# A flat JSON object at pos() of $_[0]: key => canonical text, undef for null.
sub value {
	my ($s) = @_;
	return undef if $$s =~ /\Gnull/gc;
	return $1 if $$s =~ /\G(true|false)/gc;
	return $1 if $$s =~ /\G(-?\d+(?:\.\d+)?)(?![\d.eE])/gc;
	if ($$s =~ /\G"((?:[^"\\]|\\.)*)"/gc) {
		my $t = $1;
		my %e = (n => "\n", t => "\t", r => "\r", b => "\b", f => "\f");
		$t =~ s/\\u([0-9a-fA-F]{4})|\\(.)/defined $1 ? do { my $c = chr hex $1; utf8::encode($c); $c } : $e{$2} \/\/ $2/ge;
		return $t;
	}
	if ($$s =~ /\G\[/gc) {
		my @all;
		until ($$s =~ /\G\s*\]/gc) {
			$$s =~ /\G[\s,]*/gc;
			push @all, value($s) // '';
		}
		return join ';', @all;
	}
	die 'not a flat value: ' . substr($$s, pos($$s) // 0, 40) . "\n";
}

sub object {
	my ($s) = @_;
	my (@keys, %row);
	$$s =~ /\G\s*\{/gc or die "no object\n";
	until ($$s =~ /\G\s*\}/gc) {
		$$s =~ /\G[\s,]*"([^"]*)"\s*:\s*/gc or die "no key\n";
		push @keys, $1;
		$row{$1} = value($s);
	}
	return [ \@keys, \%row ];
}

sub ndjson { my @rows; for (split /\n/, $_[0]) { my $l = $_; pos($l) = 0; push @rows, object(\$l) } @rows }

sub json {
	my $s = $_[0];
	my @rows;
	pos($s) = 0;
	$s =~ /\G\s*\[/gc or die "no array\n";
	until ($s =~ /\G\s*\]\s*\z/gc) {
		$s =~ /\G[\s,]*/gc;
		push @rows, object(\$s);
	}
	return @rows;
}

sub csv {
	my $s = $_[0];
	my (@lines, @line);
	pos($s) = 0;
	while (pos($s) < length $s) {
		if ($s =~ /\G"((?:[^"]|"")*)"/gc) { (my $c = $1) =~ s/""/"/g; push @line, $c }
		else { $s =~ /\G([^,\n]*)/gc; push @line, $1 }
		next if $s =~ /\G,/gc;
		$s =~ /\G\n/gc or die "csv: no end of line\n";
		push @lines, [@line];
		@line = ();
	}
	my ($heads, @rows) = (undef);
	for (@lines) {
		if (!$heads) { $heads = $_; next }
		die "csv: " . @$_ . " cells under " . @$heads . " names\n" if @$_ != @$heads;
		my %row;
		@row{@$heads} = map { s/^'(?=[=+\-@\t\r])//r } @$_;
		push @rows, [ $heads, \%row ];
	}
	return @rows;
}

my ($described, @files) = @ARGV;
my %known = map { my ($r, $f) = split /,/; ($f => 1) } split /\n/, slurp($described);
exit 0 if !grep { -s $_ } @files;	# an example of a refusal
my @j = json(slurp($files[0]));
my @n = ndjson(slurp($files[1]));
my @c = csv(slurp($files[2]));
my $bad = 0;
sub bad { print "@_\n"; $bad = 1 }

bad('rows: ' . @j . ' json, ' . @n . ' ndjson, ' . @c . ' csv') if @j != @n || @n != @c;
for my $i (0 .. ($#n < $#c ? $#n : $#c)) {
	my ($keys, $row) = @{$n[$i]};
	my @cells = @{$c[$i][0]};
	if ($keys->[0] eq 'record') {
		bad("row $i: $_ is not empty in csv") for grep { !exists $row->{$_} && $c[$i][1]{$_} ne '' } @cells;
		@cells = sort grep { exists $row->{$_} } @cells;
		$keys = [ sort @$keys ];
		$j[$i][0] = [ sort @{$j[$i][0]} ];
	}
	bad("row $i: keys differ") if "@$keys" ne "@cells" || "@$keys" ne "@{$j[$i][0] // []}";
	for my $k (@$keys) {
		bad("$k is not described") if !$known{$k} && $k ne 'record';
		my ($x, $y, $z) = ($j[$i][1]{$k}, $row->{$k}, $c[$i][1]{$k});
		bad("row $i $k: json and ndjson differ") if ($x // "\0") ne ($y // "\0");
		bad("row $i $k: '" . ($y // 'null') . "' in ndjson, '$z' in csv") if ($y // '') ne $z;
	}
}
exit $bad;
