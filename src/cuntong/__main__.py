from cuntong.cli import main

main()
