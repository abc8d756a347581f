# prove's ordinary output, with one more line at the end: "N passed, N failed". A file that dies, or does
# not run what it planned, is one failure even if each of its tests passed.
package GreffeSummary;

use strict;
use warnings;
use TAP::Formatter::Console;
use TAP::Formatter::File;

our @ISA = (-t STDOUT ? 'TAP::Formatter::Console' : 'TAP::Formatter::File');

sub summary {
    my ($self, $aggregate, @rest) = @_;
    $self->SUPER::summary($aggregate, @rest);
    my %broken = map { $_ => 1 } $aggregate->parse_errors, $aggregate->exit, $aggregate->wait;
    delete @broken{$aggregate->failed};
    printf "%d passed, %d failed\n", $aggregate->passed - $aggregate->skipped,
        $aggregate->failed + keys %broken;
}

1;
