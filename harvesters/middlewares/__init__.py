"""What stands between a spider and the network; each module one rule."""
